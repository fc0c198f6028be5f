using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Lora.Dataset.Tests.Captions;

public sealed class CaptionFileTests
{
    [Theory]
    [InlineData("red body, smile", "red body, smile", false)]
    [InlineData("  red body \r\n", "red body", false)]
    [InlineData("\uFEFFfirst", "first", false)]
    [InlineData("one\ntwo", "one", true)]
    [InlineData("one\r\n \t\r\n", "one", false)]
    [InlineData("", "", false)]
    [InlineData("größe, 猫", "größe, 猫", false)]
    public void FirstLine_IsTheCaption(string file, string caption, bool more) =>
        Assert.Equal(new CaptionFile(caption, more), CaptionFile.Parse(Encoding.UTF8.GetBytes(file)));

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'a', 0 }, 1, 1)]
    [InlineData(new byte[] { (byte)'a', (byte)'b', 0xFC }, 1, 3)]
    [InlineData(new byte[] { (byte)'a', (byte)'\n', 0xC3, 0xBC, (byte)'x', 0xE4, (byte)'y' }, 2, 3)]
    [InlineData(new byte[] { (byte)'a', 0xE2, 0x82 }, 1, 2)]
    public void OtherEncodings_AreRefusedAtTheirPlace(byte[] file, int line, int column)
    {
        var e = Assert.Throws<CaptionEncodingException>(() => CaptionFile.Parse(file));
        Assert.Equal((line, column), (e.Line, e.Column));
    }

    [Fact]
    public void AnyBytes_AreACaptionOrRefused() => Prop.ForAll<byte[]>(bytes =>
    {
        try
        {
            var text = CaptionFile.Parse(bytes).Text;
            return !text.AsSpan().ContainsAny('\r', '\n') && text == text.Trim();
        }
        catch (CaptionEncodingException e)
        {
            return e is { Line: > 0, Column: > 0 };
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(3, 5));
}
