using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Lora.Diffusion.Tests;

public sealed class TextCleanerTests
{
    [Theory]
    [InlineData("Ãºnico", "único")]
    [InlineData("schÃ¶n", "schön")]
    [InlineData("â€œquotesâ€\u009d", "\"quotes\"")]
    [InlineData("ÃƒÂ© twice", "é twice")] // damaged two times
    [InlineData("voilÃ  le travail", "voilà le travail")] // the no-break space became a space
    [InlineData("(â—•â€¿â—•)", "(◕‿◕)")]
    [InlineData("caffÃ¨ æ—¥æœ¬", "caffè 日本")]
    [InlineData("a â€” b 犬", "a — b 犬")] // not all of the text is Windows-1252: repaired in part
    [InlineData("off\u0085", "off…")]
    [InlineData("â€œlost â€\uFFFD", "\"lost \uFFFD")]
    public void TextThatWasReadAsWindows1252_IsRepaired(string damaged, string expected) => Assert.Equal(expected, TextCleaner.Clean(damaged));

    [Theory]
    [InlineData("ñandú straße café")]
    [InlineData("12½ × 3²")]
    [InlineData("don't, \"x\"")]
    [InlineData("ünïcödé £5 20° ±1")]
    [InlineData("ёлка и ωμέγα")]
    [InlineData("(¬‿¬) ò_ó")]
    public void GoodText_StaysAsItIs(string text) => Assert.Equal(text, TextCleaner.Clean(text));

    [Theory]
    [InlineData("a &amp;amp; b", "a & b")]
    [InlineData("&lt;tag&gt; &checkmark; P&EACUTE;REZ", "<tag> ✓ pérez")]
    [InlineData("&#65;&#x42;&#x80;&#0;&#xD800;&#1114112;", "ab€\uFFFD\uFFFD\uFFFD")]
    [InlineData("&#59; &nosuch; &; &#; &#x; & a&b &amp", "&#59; &nosuch; &; &#; &#x; & a&b &amp")]
    [InlineData("<b>&amp;</b>", "<b>&amp;</b>")] // HTML is left alone
    [InlineData("&amp;\n<b>&amp;\n&amp;", "& <b>&amp; &amp;")] // from the first line on that holds it
    [InlineData("&#1;x", "x")]
    public void CharacterReferences_AreDecoded(string text, string expected) => Assert.Equal(expected, TextCleaner.Clean(text));

    [Theory]
    [InlineData("“a” ‘b’ ʼc", "\"a\" 'b' 'c")]
    [InlineData("ﬁ ﬃ Ǆ Ĳ ŉ", "fi ffi dž ij 'n")]
    [InlineData("ＡＢ　１ｶﾞ", "ab 1ガ")]
    [InlineData("\u001b[36;44mblue\u001b[0m \u001b[é", "blue [é")]
    [InlineData("a\u0000b\u007fc\ufeffd\u206ae\ufff9f", "abcdef")]
    [InlineData("a\r\nb\rc\u2028d\u0085e", "a b c d…e")]
    [InlineData(" \t a \u00a0\u2003 b\v", "a b")]
    [InlineData("e\u0301 A\u030a \u212b", "é å å")]
    [InlineData("x\ufffe e\u0301", "x\ufffe é")]
    [InlineData("İI ΟΔΟΣ ΣΑΣ. Σ", "i\u0307i οδος σας. σ")]
    [InlineData("aΣ'b aΣ' ªΣ 犬Σ", "aσ'b aς' ªς 犬σ")]
    [InlineData("\U00010400", "\U00010428")]
    public void Forms_AreUnified(string text, string expected) => Assert.Equal(expected, TextCleaner.Clean(text));

    [Fact]
    public void LoneSurrogates_BecomeReplacementCharacters()
    {
        Assert.Equal("a\uFFFDb\uFFFD", TextCleaner.Clean("a" + '\uD800' + "b" + '\uDC00'));
        Assert.Equal("\U0001F600", TextCleaner.Clean("" + '\uD83D' + '\uDE00'));
    }

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("az-Latn-AZ")]
    [InlineData("de-DE")]
    public void Culture_DoesNotMatter(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            Assert.Equal("title ı", TextCleaner.Clean("TITLE ı"));
            Assert.Equal(1.5, PromptWeights.Parse("(a:1.5)")[0].Weight);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void CleaningTwice_ChangesNothingMore()
    {
        var texts = Gen.Elements(
            "a", " ", "&amp;", "Ã", "©", "â€", "œ", "\u0085", "ﬁ", "Ａ", "\n", "\u0301", "é",
            "×", "²", "Â", " Ã ", "\uFFFD", "?", "ä", "€", "í", "\u00a0", "犬", "\U0001F600")
            .ListOf().Select(string.Concat);
        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            var once = TextCleaner.Clean(text);
            Assert.False(once.StartsWith(' ') || once.EndsWith(' ') || once.Contains("  ") || once.Contains('\n'));
            return TextCleaner.Fix(TextCleaner.Fix(text)) == TextCleaner.Fix(text);
        }).Check(Config.QuickThrowOnFailure.WithReplay(5, 9).WithMaxTest(2000));
    }
}
