using System.Globalization;
using Lora.Testing;

namespace Lora.Engine.Tests.Training;

public sealed class LossWatchTests
{
    [Fact]
    public void HealthyLoss_IsNotWorthAWord()
    {
        Assert.Empty(Codes(Enumerable.Range(0, 1000).Select(i => 0.15 * Math.Exp(-i / 300.0) + 0.05 + Noise(i, 0.05))));
        // that of a batch of one: no fall to be seen between two steps, only between hundreds
        Assert.Empty(Codes(Enumerable.Range(0, 2000).Select(i => (0.1 - (0.03 * Math.Min(i, 300) / 300)) * (1 + Noise(i, 0.95)))));
    }

    [Fact]
    public void LossThatStays_IsSaidOnce()
    {
        Assert.Equal(["LORA3101"], Codes(Enumerable.Repeat(0.1, 1000)));
        Assert.Equal(["LORA3101"], Codes(Enumerable.Range(0, 400).Select(i => 0.1 + (1e-4 * i))));
        Assert.Empty(Codes(Enumerable.Repeat(0.1, 199)));
    }

    [Fact]
    public void Spike_IsSaidWhereItIs()
    {
        static double At(int i, double height) => i is >= 500 and < 510 ? height : 0.1 + (0.2 * Math.Exp(-i / 300.0)) + Noise(i, 0.05);
        var said = Said(Enumerable.Range(0, 1000).Select(i => At(i, 1)));
        Assert.Matches("^The loss of steps 49[0-9] to 50[0-9] is [0-9.]+ on average", Assert.Single(said).Text);
        Assert.Equal("LORA3100", said[0].Code);
        Assert.Empty(Codes(Enumerable.Range(0, 1000).Select(i => At(i, 0.35))));
        // one step of a hundred times the loss
        Assert.Equal(["LORA3100"], Codes(Enumerable.Range(0, 1000).Select(i => i == 600 ? 20 : At(i, 0.14))));
    }

    [Fact]
    public void Swings_AreSaidOnce()
    {
        Assert.Equal(["LORA3102"], Codes(Enumerable.Range(0, 1000).Select(i => i < 100 ? 0.3 : i / 50 % 2 == 0 ? 0.2 : 0.1)));
        Assert.Empty(Codes(Enumerable.Range(0, 1000).Select(i => i < 100 ? 0.3 : i / 50 % 2 == 0 ? 0.14 : 0.1)));
    }

    /// <summary>The losses of <c>examples/zorblax</c>, taken from its training's log.</summary>
    [Fact]
    public void QuickstartsOwnLog_RaisesNoAlarm()
    {
        var losses = File.ReadAllLines(Repository.At("tests", "Lora.Engine.Tests", "Training", "zorblax.losses.txt"))
            .Select(line => double.Parse(line, CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(1080, losses.Length);
        Assert.Empty(Codes(losses));
    }

    private static string[] Codes(IEnumerable<double> losses) => [.. Said(losses).Select(said => said.Code)];

    private static List<(string Code, string Text)> Said(IEnumerable<double> losses)
    {
        var said = new List<(string, string)>();
        var watch = new LossWatch((rule, problem) => said.Add((rule.Code, problem)));
        foreach (var loss in losses)
        {
            watch.Add(loss);
        }

        return said;
    }

    // in [-size, size], the same every time, without a period that matters
    private static double Noise(int i, double size) => size * ((i * 0.6180339887498949 % 1 * 2) - 1);
}
