using System.Text;

namespace Lora.Project.Tests.Files;

public sealed class TabbedLineTests
{
    [Theory]
    [InlineData("", 3, "")]
    [InlineData("a", 3, "a")]
    [InlineData("a\tb", 3, "a|b")]
    [InlineData("\t\t", 3, "||")]
    [InlineData("a\tb\tc\td", 3, "a|b|c\td")]
    [InlineData("a\tb", 1, "a\tb")]
    public void Parts_AreThoseBetweenTabs_AndTheLastIsWhatIsLeft(string line, int most, string parts)
    {
        var bytes = Encoding.UTF8.GetBytes(line);
        var ranges = new Range[most];
        var count = TabbedLine.Split(bytes, ranges);
        Assert.Equal(parts, string.Join('|', ranges.Take(count).Select(range => Encoding.UTF8.GetString(bytes[range]))));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a")]
    [InlineData("a\n", "a")]
    [InlineData("a\n\nb", "a||b")]
    [InlineData("\n", "")]
    public void Lines_AreTakenOneByOne(string text, string lines)
    {
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(text);
        var taken = new List<string>();
        do
        {
            taken.Add(Encoding.UTF8.GetString(TabbedLine.Take(ref rest)));
        }
        while (!rest.IsEmpty);

        Assert.Equal(lines, string.Join('|', taken));
    }
}
