using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Lora.Dataset.Tests.Captions;

public sealed class CaptionFileTests
{
    [Theory]
    [InlineData("red body, smile", "red body, smile", "red body, smile")]
    [InlineData("  red body \r\n", "red body", "red body")]
    [InlineData("\uFEFFfirst", "first", "first")]
    [InlineData("one\ntwo", "one", "one\ntwo")]
    [InlineData("one\r\n \t\r\n", "one", "one")]
    [InlineData("one\r two \r\n\r\nthree\n", "one", "one\ntwo\nthree")]
    [InlineData("\n two", "", "two")]
    [InlineData("one\u2028two", "one\u2028two", "one\u2028two")]
    [InlineData("", "", "")]
    [InlineData("größe, 猫", "größe, 猫", "größe, 猫")]
    public void Lines_AreReadAsKohyas(string file, string caption, string all)
    {
        var read = CaptionFile.Parse(Encoding.UTF8.GetBytes(file));
        Assert.Equal((caption, all, caption != all), (read.Text, read.AllLines, read.HasMoreLines));
    }

    [Theory]
    [InlineData(new byte[] { (byte)'a', (byte)'b', 0xFC }, 2, 1, 3)]
    [InlineData(new byte[] { (byte)'a', (byte)'\n', 0xC3, 0xBC, (byte)'x', 0xE4, (byte)'y' }, 5, 2, 3)]
    [InlineData(new byte[] { (byte)'a', 0xE2, 0x82 }, 1, 1, 2)]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, (byte)'a', 0xFC }, 4, 1, 2)]
    public void OtherEncodings_AreRefusedAtTheirPlace(byte[] file, int offset, int line, int column)
    {
        var e = Refused(file);
        Assert.Equal((offset, line, column), (e.Offset, e.Line, e.Column));
        Assert.Contains($"Byte {offset} (0x{file[offset]:X2}) is not part of any UTF-8 character", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-16", "UTF-16, not UTF-8")]
    [InlineData("utf-16BE", "UTF-16, not UTF-8")]
    [InlineData("utf-32", "UTF-32, not UTF-8")]
    [InlineData("utf-32BE", "UTF-32, not UTF-8")]
    public void MarkOfAnotherEncoding_IsNamed(string encoding, string words)
    {
        var marked = Encoding.GetEncoding(encoding);
        var e = Refused([.. marked.GetPreamble(), .. marked.GetBytes("red body, smile")]);
        Assert.Equal((0, 1, 1), (e.Offset, e.Line, e.Column));
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("red body, smile\n", 1, 0)]
    [InlineData("red", 1, 0)]
    [InlineData("gr\u00F6\u00DFe, rot\r\n", 1, 0)]
    [InlineData("\u00E4hnlich, rot", 0, 0)]
    [InlineData("\u732B, \u5A18, \u8D64\u3044\r\n", 3, 2)]
    public void Utf16WithoutMark_IsNamed(string text, int littleOffset, int bigOffset)
    {
        var little = Refused(new UnicodeEncoding(bigEndian: false, byteOrderMark: false).GetBytes(text));
        Assert.Contains("UTF-16 (little-endian) without a byte-order mark", little.Message, StringComparison.Ordinal);
        var big = Refused(new UnicodeEncoding(bigEndian: true, byteOrderMark: false).GetBytes(text));
        Assert.Contains("UTF-16 (big-endian) without a byte-order mark", big.Message, StringComparison.Ordinal);
        Assert.Equal((littleOffset, bigOffset, 1, 1), (little.Offset, big.Offset, little.Line, big.Line));
    }

    [Theory]
    [InlineData("red\0body", "Byte 3 is a NUL character", 3, 1, 4)]
    [InlineData("red body\n\u00FCber\0", "Byte 14 is a NUL character", 14, 2, 5)]
    [InlineData("\0\0\0\0\0\0\0\0", "Byte 0 is a NUL character", 0, 1, 1)]
    [InlineData("red body\0\0\0\0\0\0\0\0\0\0", "Byte 8 is a NUL character", 8, 1, 9)]
    [InlineData("\uFEFF\uFEFFred body", "Byte 3 begins a second byte-order mark", 3, 1, 1)]
    [InlineData("red, \uFEFFbody", "Byte 5 begins a byte-order mark (U+FEFF) in the middle", 5, 1, 6)]
    [InlineData("red\n\uFEFFbody", "Byte 4 begins a byte-order mark (U+FEFF) in the middle", 4, 2, 1)]
    [InlineData("red body\uFEFF", "Byte 8 begins a byte-order mark (U+FEFF) in the middle", 8, 1, 9)]
    public void CharactersThatNoTextHolds_AreRefusedAtTheirPlace(string text, string words, int offset, int line, int column)
    {
        var e = Refused(Encoding.UTF8.GetBytes(text));
        Assert.Equal((offset, line, column), (e.Offset, e.Line, e.Column));
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnyBytes_AreACaptionOrRefused()
    {
        // any byte, and pieces of what matters more often than chance would have it
        var piece = Gen.Frequency(
            (3, Gen.Choose(0, 255).Select(b => (byte[])[(byte)b])), (3, Gen.Choose('a', 'z').Select(b => (byte[])[(byte)b])),
            (2, Gen.Elements<byte[]>([0], [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xFE, 0xFF], [10], [13, 10], [(byte)'a', 0], [0xE7, 0x8C, 0xAB])));
        var files = piece.ListOf().Select(pieces => (byte[])[.. pieces.SelectMany(bytes => bytes)]);
        Prop.ForAll(files.ToArbitrary(), bytes =>
        {
            try
            {
                var text = CaptionFile.Parse(bytes).Text;
                return !text.AsSpan().ContainsAny("\r\n\0\uFEFF") && text == text.Trim();
            }
            catch (CaptionEncodingException e)
            {
                return e is { Line: > 0, Column: > 0, Offset: >= 0 } && e.Offset < bytes.Length && e.Message.EndsWith('.');
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithReplay(3, 5));
    }

    private static CaptionEncodingException Refused(byte[] file) => Assert.Throws<CaptionEncodingException>(() => CaptionFile.Parse(file));
}
