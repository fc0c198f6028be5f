using FsCheck;
using FsCheck.Fluent;

namespace Lora.Engine.Tests.Store;

public sealed class EntryKeyTests
{
    [Fact]
    public void DifferentTexts_HaveDifferentKeys() => Prop.ForAll<string, string, string>((a, b, c) =>
        ((a ?? "") == (c ?? "")) == (Key(a ?? "", b ?? "") == Key(c ?? "", b ?? ""))).Check(Config.QuickThrowOnFailure.WithReplay(1, 3));

    [Theory]
    [InlineData("a\nb 1 x", "", "a", "x")]
    [InlineData("a", "b", "ab", "")]
    [InlineData("1 a", "", "1", "a")]
    public void TextsThatLookAlikeWhenJoined_HaveDifferentKeys(string a, string b, string c, string d) => Assert.NotEqual(Key(a, b), Key(c, d));

    [Fact]
    public void Version_IsPartOfTheKey() => Assert.NotEqual(new EntryKey("kind", 1).Hash(), new EntryKey("kind", 2).Hash());

    private static string Key(string a, string b) => new EntryKey("kind", 1).With("a", a).With("b", b).Hash();
}
