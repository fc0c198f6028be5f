using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Lora.Imaging.Tests;

public sealed class FormatSnifferTests
{
    private static readonly (string Name, string Head)[] Heads =
    [
        ("PNG", "\u0089PNG\r\n\u001A\n"), ("JPEG", "\u00FF\u00D8\u00FF\u00E0"), ("BMP", "BM\u0046\0\0\0\0\0\0\0\u0036\0\0\0\u0028\0\0\0"),
        ("WebP", "RIFF\u0010\0\0\0WEBPVP8 "), ("GIF", "GIF87a\u0001\0\u0001\0"), ("GIF", "GIF89a\u0001\0\u0001\0"),
        ("TIFF", "II*\0\u0008\0\0\0"), ("TIFF", "MM\0*\0\0\0\u0008"), ("TIFF", "II+\0\u0008\0\0\0"), ("TIFF", "MM\0+\0\u0008\0\0"),
        ("AVIF", "\0\0\0\u0018ftypavif"), ("AVIF", "\0\0\0\u001Cftypmif1\0\0\0\0mif1avif"), ("HEIC", "\0\0\0\u0018ftypheic"),
        ("HEIC", "\0\0\0\u001Cftypmif1\0\0\0\0mif1heic"), ("JPEG XL", "\0\0\0\fJXL \r\n"), ("JPEG XL", "\u00FF\n\0\0"),
        ("JPEG 2000", "\0\0\0\fjP  \r\n"), ("JPEG 2000", "\u00FFO\u00FFQ"), ("Windows icon", "\0\0\u0001\0\u0001\0"), ("Windows icon", "\0\0\u0002\0\u0001\0"),
        ("Apple icon", "icns\0\0\u0001\0"), ("Photoshop", "8BPS\0\u0001"), ("QOI", "qoif\0\0\0\u0001"), ("OpenEXR", "v/1\u0001\u0002\0\0\0"),
        ("TGA", "\0\0\u0002\0\0\0\0\0\0\0\0\0\u0040\0\u0040\0\u0018\0"), ("TGA", "\u001A\u0001\u0009\0\0\0\u0001\u0018\0\0\0\0\u0040\0\u0040\0\u0008\u0020"),
        ("PCX", "\n\u0005\u0001\u0008" + new string('\0', 124)), ("Netpbm", "P6\n1 1 255\n"), ("Netpbm", "P1 # a b\n# c\n20\n30 1 0 1"),
        ("Netpbm", "P7\nWIDTH 4\n"), ("SVG", "<svg xmlns='x'/>"), ("SVG", "\u00EF\u00BB\u00BF \n<?xml version='1.0'?>\n<svg>"),
    ];

    public static TheoryData<string, string> Known => [.. Heads.Select(row => new TheoryDataRow<string, string>(row.Name, row.Head))];

    [Theory, MemberData(nameof(Known))]
    public void Head_GivesTheName(string name, string head) => Assert.Equal(name, FormatSniffer.Sniff(Encoding.Latin1.GetBytes(head)));

    [Fact]
    public void EveryName_HasAHead() => Assert.Equal(FormatSniffer.Names.Order(), Heads.Select(row => row.Name).Distinct().Order());

    [Fact]
    public void WhatIsRead_IsToldApart() => Assert.Subset(FormatSniffer.Names.ToHashSet(), ImageFormatCatalog.Names.ToHashSet());

    [Theory]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("1critter, round body")]
    [InlineData("P5 1girl, solo")]
    [InlineData("P6 girl")]
    [InlineData("P1 12")]
    [InlineData("BM is a brand of bags, and of more")]
    [InlineData("II, MM and more")]
    [InlineData("<!DOCTYPE html><html><svg/></html>")]
    [InlineData("{\"svg\": 1}")]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")]
    [InlineData("\0\0\0\u0020ftypisom\0\0\u0002\0isomiso2avc1mp41")]
    [InlineData("PK\u0003\u0004\u0014\0\0\0")]
    [InlineData("RIFF\u0010\0\0\0WAVEfmt ")]
    [InlineData("@\0\0\0\0\0\0\0{\"a\":{\"dtype\":\"F32\"")]
    [InlineData("\u0093NUMPY\u0001\0v\0{'descr'")]
    public void AnythingElse_IsNone(string head) => Assert.Null(FormatSniffer.Sniff(Encoding.Latin1.GetBytes(head)));

    [Fact]
    public void BytesBehindTheHead_ChangeNothing()
    {
        var heads = from head in Gen.Elements(Heads)
                    from length in Gen.Choose(0, head.Head.Length)
                    from rest in Gen.Choose(0, 255).ArrayOf(FormatSniffer.HeadLength + 40)
                    select (byte[])[.. Encoding.Latin1.GetBytes(head.Head[..length]), .. rest.Select(b => (byte)b)];
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(3, 1), Prop.ForAll(heads.ToArbitrary(), file =>
            FormatSniffer.Sniff(file) == FormatSniffer.Sniff(file.AsSpan(0, FormatSniffer.HeadLength))));
    }
}
