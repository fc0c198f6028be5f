using System.Globalization;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Protocol;

public sealed class TextEventsTests
{
    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(44.2, "45 s")]
    [InlineData(185, "3 min 05 s")]
    [InlineData(7800, "2 h 10 min")]
    public void Duration_IsReadable(double seconds, string text) => Assert.Equal(text, Duration.Text(seconds));

    [Fact]
    public void Events_BecomeLinesForPeopleInEveryCulture()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("tr-TR");
            var output = new StringWriter();
            var events = new TextEvents(output);
            events.Send(new MessageEvent("a line", Important: false));
            events.Send(new ProgressEvent(Stage.Train, 5, 10, "steps", 0.25, 2.5, 2));
            events.Send(new ProgressEvent(Stage.Train, 6, 10, "steps", 0.25, 2.5, 2));
            events.Send(new FindingEvent(DatasetDiagnostics.CaptionEmpty.At("The caption is empty.", "a.txt", 1, 1)));
            Assert.Equal(
                [
                    "a line", "Train 5/10 steps, loss 0.2500, 2.5 steps/s, 0:02 left",
                    "a.txt(1,1): warning LORA2006: The caption is empty. Describe what the picture shows besides the subject.",
                ],
                output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }
}
