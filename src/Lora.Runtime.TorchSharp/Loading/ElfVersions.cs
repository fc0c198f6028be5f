using System.Buffers.Binary;
using System.Text;

namespace Lora.Runtime.Torch.Loading;

/// <summary>
/// Symbol versions of an ELF64 library, little-endian: those it defines, those it needs, and which of its symbols ask for which (the GNU extension that the
/// Linux Standard Base describes under "Symbol Versioning"). Found by the section table.
/// </summary>
internal sealed class ElfVersions
{
    private const uint DynamicSymbols = 11, Defined = 0x6ffffffd, Needed = 0x6ffffffe, OfSymbols = 0x6fffffff;
    private const ushort Weak = 2, Global = 1;

    private readonly byte[] _bytes;
    private readonly Dictionary<uint, Section> _sections = [];

    public ElfVersions(byte[] bytes)
    {
        _bytes = bytes;
        long table = (long)ULong(0x28), size = UShort(0x3a), count = UShort(0x3c);
        for (long i = 0; i < count; i++)
        {
            var at = (int)(table + i * size);
            var strings = (int)(table + UInt(at + 0x28) * size);
            _sections[UInt(at + 4)] = new Section((int)ULong(at + 0x18), (int)ULong(at + 0x20), (int)UInt(at + 0x2c), (int)ULong(strings + 0x18));
        }
    }

    /// <summary>A version that the library asks another one for; <paramref name="At"/> is its record's place in the file.</summary>
    public readonly record struct Need(string Library, string Version, ushort Index, int At);

    /// <summary>A symbol of the dynamic table with the places of its name and of its version's number in the file.</summary>
    public readonly record struct Symbol(string Name, ushort Version, int NameAt, int VersionAt);

    private readonly record struct Section(int At, int Size, int Entries, int Strings);

    public IEnumerable<string> Defines
    {
        get
        {
            if (_sections.TryGetValue(Defined, out var section))
            {
                for (int i = 0, at = section.At; i < section.Entries; i++, at += (int)UInt(at + 16))
                {
                    yield return Text(section.Strings + (int)UInt(at + (int)UInt(at + 12)));
                }
            }
        }
    }

    public IEnumerable<Need> Needs
    {
        get
        {
            if (!_sections.TryGetValue(Needed, out var section))
            {
                yield break;
            }

            for (int i = 0, at = section.At; i < section.Entries; i++, at += (int)UInt(at + 12))
            {
                var library = Text(section.Strings + (int)UInt(at + 4));
                for (int j = 0, part = at + (int)UInt(at + 8); j < UShort(at + 2); j++, part += (int)UInt(part + 12))
                {
                    yield return new Need(library, Text(section.Strings + (int)UInt(part + 8)), UShort(part + 6), part);
                }
            }
        }
    }

    public IEnumerable<Symbol> Symbols
    {
        get
        {
            const int EntrySize = 24;
            if (_sections.TryGetValue(DynamicSymbols, out var symbols) && _sections.TryGetValue(OfSymbols, out var versions))
            {
                for (var i = 0; i < symbols.Size / EntrySize; i++)
                {
                    int name = symbols.Strings + (int)UInt(symbols.At + i * EntrySize), version = versions.At + 2 * i;
                    yield return new Symbol(Text(name), UShort(version), name, version);
                }
            }
        }
    }

    /// <summary>Lets the loader go on where the version is missing.</summary>
    public void MakeWeak(Need need) => BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(need.At + 4), Weak);

    /// <summary>Gives a symbol another name, no longer than its own, and takes it out of its version.</summary>
    public void Rename(Symbol symbol, string name)
    {
        var place = _bytes.AsSpan(symbol.NameAt, symbol.Name.Length);
        place.Clear();
        Encoding.ASCII.GetBytes(name, place);
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(symbol.VersionAt), Global);
    }

    private string Text(int at) => Encoding.UTF8.GetString(_bytes.AsSpan(at, _bytes.AsSpan(at).IndexOf((byte)0)));

    private ushort UShort(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(at));

    private uint UInt(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(at));

    private ulong ULong(int at) => BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(at));
}
