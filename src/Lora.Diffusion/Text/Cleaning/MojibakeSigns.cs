namespace Lora.Diffusion;

/// <summary>
/// Whether a text looks as if UTF-8 had been read as Windows-1252: it holds neighbours that hardly occur otherwise (an accented capital before a
/// fraction, a currency sign after a lower-case accent...). The heuristic of ftfy 6 (R. Speer), for the characters that this mistake produces.
/// </summary>
internal static class MojibakeSigns
{
    [Flags]
    private enum Kind
    {
        None = 0,
        Control = 1, Odd = 2, Law = 4, Currency = 8, Opening = 16, Closing = 32, Numeric = 64, Upper = 128, Lower = 256,
        CommonUpper = 512, CommonLower = 1024, Common = 2048, AsciiLower = 4096, AsciiUpper = 8192, Space = 1 << 14, Word = 1 << 15,
        Other = 1 << 16,
        Accented = Upper | Lower, Marks = Opening | Closing, Letters = AsciiLower | AsciiUpper,
        Any = -1,
    }

    private static readonly Dictionary<char, Kind> Kinds = BuildKinds();

    /// <summary>Neighbours that give a text away.</summary>
    private static readonly (Kind First, Kind Second, Kind Third)[] Sequences =
    [
        (Kind.Odd | Kind.Accented | Kind.Marks | Kind.Currency | Kind.Numeric | Kind.Law, Kind.Odd, Kind.Any),
        (Kind.Odd, Kind.Accented | Kind.Marks | Kind.Currency | Kind.Numeric | Kind.Law, Kind.Any),
        (Kind.Letters, Kind.CommonLower | Kind.CommonUpper, Kind.Odd),
        (Kind.Lower | Kind.CommonLower | Kind.Closing | Kind.Currency | Kind.Numeric, Kind.Upper, Kind.Any),
        (Kind.Closing | Kind.Currency | Kind.Numeric, Kind.Lower, Kind.Any),
        (Kind.Lower | Kind.Closing, Kind.Currency, Kind.Any),
        (Kind.Space, Kind.Upper, Kind.Currency),
        (Kind.Upper, Kind.Numeric | Kind.Law, Kind.Any),
        (Kind.Accented | Kind.Currency | Kind.Closing, Kind.Opening, Kind.Numeric),
        (Kind.Accented | Kind.Currency | Kind.Numeric | Kind.Law, Kind.Closing, Kind.Opening),
        (Kind.Currency | Kind.Numeric, Kind.Opening, Kind.Any),
        (Kind.AsciiLower, Kind.Upper, Kind.Opening | Kind.Currency),
        (Kind.Accented, Kind.Marks, Kind.Word),
    ];

    /// <summary>True when the text holds at least one such sign.</summary>
    public static bool In(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var first = KindOf(text[i]);
            if (first == Kind.Control || IsParticular(text, i))
            {
                return true;
            }

            Kind second = KindAt(text, i + 1), third = KindAt(text, i + 2);
            foreach (var s in Sequences)
            {
                if ((s.First & first) != 0 && (s.Second & second) != 0 && (s.Third == Kind.Any || (s.Third & third) != 0))
                {
                    return true;
                }
            }
        }
        return false;
    }

    /// <summary>Sequences of single characters rather than kinds.</summary>
    private static bool IsParticular(string text, int i)
    {
        char c = text[i], next = i + 1 < text.Length ? text[i + 1] : '\0';
        var hasNext = i + 1 < text.Length;
        if (next == '°' && (KindOf(c) & Kind.Upper) != 0)
        {
            return true;
        }

        switch (c)
        {
            case 'Œ' or 'œ':
                return hasNext && !char.IsAsciiLetter(next);
            case 'Â' or 'Ã' or 'Î' or 'Ð' when hasNext && ("€œŠš¢£Ÿž\u00A0\u00AD®©°·»–—´".Contains(next) || (KindOf(next) & Kind.Marks) != 0):
                return true;
            case 'Â' or 'Ã' when hasNext && next == ' ' && (i == 0 || LetterBefore(text, i)):
                return true;
            case 'Â' when i > 0 && (text[i - 1] is (>= 'a' and <= 'z') or '.' or ',' or '?' or '!' || KindOf(text[i - 1]) == Kind.Closing):
                return hasNext && (next == ' ' || (KindOf(next) & Kind.Marks) != 0);
            case 'Ã':
                return next is '\u00A0' or '¡';
            case 'Ø' or 'Ù':
                return i + 3 < text.Length && IsArabicSecond(next) && text[i + 2] is 'Ø' or 'Ù' && IsArabicSecond(text[i + 3]);
            case '×':
                return next is '²' or '³';
            case 'à':
                return hasNext && "²µ¹¼½¾".Contains(next);
            default:
                return false;
        }
    }

    private static bool LetterBefore(string text, int i)
    {
        if (char.IsAsciiLetterLower(text[i - 1]))
        {
            return true;
        }

        return char.IsWhiteSpace(text[i - 1]) && i > 1 && char.IsAsciiLetterLower(text[i - 2]);
    }

    private static bool IsArabicSecond(char c) =>
        (KindOf(c) & (Kind.Common | Kind.Currency | Kind.Odd | Kind.Numeric | Kind.Opening)) != 0 || "ŸŠ®°µ»".Contains(c);

    private static Kind KindAt(string text, int i) => i < text.Length ? KindOf(text[i]) : Kind.None;

    private static Kind KindOf(char c)
    {
        var word = char.IsLetterOrDigit(c) || char.IsNumber(c) || c == '_' ? Kind.Word : Kind.None;
        if (c is >= 'a' and <= 'z')
        {
            return Kind.AsciiLower | word;
        }

        if (c is >= 'A' and <= 'Z')
        {
            return Kind.AsciiUpper | word;
        }

        if (c is >= '\u0080' and <= '\u009F')
        {
            return Kind.Control;
        }

        var kind = Kinds.GetValueOrDefault(c, Kind.Other) | word;
        return char.IsWhiteSpace(c) ? kind | Kind.Space : kind;
    }

    private static Dictionary<char, Kind> BuildKinds()
    {
        var kinds = new Dictionary<char, Kind>();
        void Add(Kind kind, string characters)
        {
            foreach (var c in characters)
            {
                kinds[c] = kind;
            }
        }
        void AddRange(Kind kind, char from, char to)
        {
            for (var c = from; c <= to; c++)
            {
                kinds[c] = kind;
            }
        }
        AddRange(Kind.Upper, 'À', 'Ñ');
        AddRange(Kind.Lower, 'à', 'ñ');
        AddRange(Kind.CommonUpper, 'Α', 'Ω');
        AddRange(Kind.CommonLower, 'α', 'ω');
        AddRange(Kind.CommonUpper, 'Ё', 'Я');
        AddRange(Kind.CommonLower, 'а', 'џ');
        Add(Kind.Upper, "ØÜÝĂĀĄĆČĎĐĘĚĒĖĞĢİĪĶĹĽŁĻŃŇŅŒŘŚŞŠŢŤŮŰŸŹŻŽҐ");
        Add(Kind.Lower, "ßüăąāćčďđęěēėğģįīķĺľłļœŕśşšťźżžґﬁﬂ");
        Add(Kind.CommonUpper, "ÞΆΈΉΊΌΎΏΪΫ");
        Add(Kind.CommonLower, "άέήίΰ");
        Add(Kind.Common, "\u00A0\u00AD·´–—―…’");
        Add(Kind.Odd, "¦¤¨¬¯¸ƒˆˇ˘˛˜†‡‰⌐◊\uFFFDªº");
        Add(Kind.Law, "¶§");
        Add(Kind.Currency, "¢£¥₧€");
        Add(Kind.Opening, "¡«¿©΄΅‘‚“„•‹\uF8FF");
        Add(Kind.Closing, "®»˝”›™");
        Add(Kind.Numeric, "²³¹±¼½¾×µ÷⁄∂∆∏∑√∞∩∫≈≠≡≤≥№");
        return kinds;
    }
}
