using System.Text;

namespace Lora.Runtime.Torch.Tests.Loading;

/// <summary>A made-up ELF64 library: nothing but the tables of symbols and versions, and headers that tell where they are.</summary>
internal sealed class ElfFile
{
    private readonly MemoryStream _strings = new();
    private readonly List<(int Name, ushort Version)> _symbols = [(0, 0)];
    private readonly List<(int Library, List<(int Name, ushort Index)> Versions)> _needs = [];
    private readonly List<int> _defines = [];

    public ElfFile() => _strings.WriteByte(0);

    public ElfFile Needs(string library, params (string Version, ushort Index)[] versions)
    {
        _needs.Add((Text(library), [.. versions.Select(version => (Text(version.Version), version.Index))]));
        return this;
    }

    public ElfFile Defines(params string[] versions)
    {
        _defines.AddRange(versions.Select(Text));
        return this;
    }

    public ElfFile Imports(string symbol, ushort version)
    {
        _symbols.Add((Text(symbol), version));
        return this;
    }

    /// <summary>A symbol whose name is the end of the last one's, as linkers share them.</summary>
    public ElfFile ImportsEndOfLast(int skipped, ushort version)
    {
        _symbols.Add((_symbols[^1].Name + skipped, version));
        return this;
    }

    public byte[] ToBytes()
    {
        var needs = Records(_needs.Count, i =>
        {
            var (library, versions) = _needs[i];
            byte[] head = [.. U16(1), .. U16(versions.Count), .. U32(library), .. U32(16), .. U32(i + 1 < _needs.Count ? 16 + 16 * versions.Count : 0)];
            return [.. head, .. Records(versions.Count, j => [.. U32(0), .. U16(0), .. U16(versions[j].Index), .. U32(versions[j].Name),
                .. U32(j + 1 < versions.Count ? 16 : 0)])];
        });
        var defines = Records(_defines.Count, i => [.. U16(1), .. U16(0), .. U16(i + 1), .. U16(1), .. U32(0), .. U32(20),
            .. U32(i + 1 < _defines.Count ? 28 : 0), .. U32(_defines[i]), .. U32(0)]);
        (uint Type, byte[] Bytes, int Entries)[] sections =
        [
            (0, [], 0), (3, _strings.ToArray(), 0),
            (11, Records(_symbols.Count, i => [.. U32(_symbols[i].Name), .. new byte[20]]), 0),
            (0x6fffffff, Records(_symbols.Count, i => U16(_symbols[i].Version)), 0),
            (0x6ffffffe, needs, _needs.Count), (0x6ffffffd, defines, _defines.Count),
        ];
        var body = new MemoryStream();
        body.Write(new byte[64]);
        var places = Array.ConvertAll(sections, section =>
        {
            var at = body.Position;
            body.Write(section.Bytes);
            return at;
        });
        var table = body.Position;
        for (var i = 0; i < sections.Length; i++)
        {
            // name, type, flags, address, offset, size, link (the strings), info, alignment, entry size
            body.Write([.. U32(0), .. U32((int)sections[i].Type), .. U64(0), .. U64(0), .. U64(places[i]), .. U64(sections[i].Bytes.Length), .. U32(1),
                .. U32(sections[i].Entries), .. U64(1), .. U64(0)]);
        }

        body.Position = 0;
        body.Write("\u007fELF\u0002\u0001\u0001"u8);
        Put(body, 0x28, U64(table));
        Put(body, 0x36, [.. U16(56), .. U16(0), .. U16(64), .. U16(sections.Length)]);
        return body.ToArray();
    }

    private static void Put(MemoryStream body, int at, byte[] bytes)
    {
        body.Position = at;
        body.Write(bytes);
    }

    private int Text(string text)
    {
        _strings.Position = _strings.Length;
        var at = (int)_strings.Length;
        _strings.Write([.. Encoding.UTF8.GetBytes(text), 0]);
        return at;
    }

    private static byte[] Records(int count, Func<int, byte[]> record) => [.. Enumerable.Range(0, count).SelectMany(record)];

    private static byte[] U16(int value) => BitConverter.GetBytes((ushort)value);

    private static byte[] U32(int value) => BitConverter.GetBytes(value);

    private static byte[] U64(long value) => BitConverter.GetBytes(value);
}
