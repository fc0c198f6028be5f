using System.Globalization;

namespace Lora.Vocabulary;

/// <summary>A number of bytes, written with its unit: <c>20 GB</c>, <c>1.5 TB</c>, <c>512 MiB</c>; 0 needs none. Any letter case, invariant culture.</summary>
public sealed class SizeOption(string name, string summary) : Option<long>(name, summary)
{
    private static readonly (string Name, long Bytes)[] Units =
    [
        ("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1000),
        ("TiB", 1L << 40), ("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10), ("B", 1),
    ];

    public override string Range => "a size such as 20 GB, 500 MB or 1.5 TiB, or 0";

    protected override object? ReadValue(string text)
    {
        if (text == "0")
        {
            return 0L;
        }

        var unit = Units.FirstOrDefault(unit => text.EndsWith(unit.Name, StringComparison.OrdinalIgnoreCase));
        return unit.Name is not null
            && decimal.TryParse(text[..^unit.Name.Length].TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number <= long.MaxValue / unit.Bytes ? (long)(number * unit.Bytes) : null;
    }

    protected override string Text(long value) => value == 0 ? "0" : Units.Where(unit => value % unit.Bytes == 0)
        .Select(unit => string.Create(CultureInfo.InvariantCulture, $"{value / unit.Bytes} {unit.Name}")).First();
}
