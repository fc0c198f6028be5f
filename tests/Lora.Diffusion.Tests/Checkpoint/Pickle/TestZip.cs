using System.Buffers.Binary;
using System.Text;

namespace Lora.Diffusion.Tests.Checkpoint.Pickle;

/// <summary>Writes a zip as PyTorch does: files as they are, at multiples of 64 bytes, sizes behind them, the directory's end in both forms.</summary>
/// <param name="wide">Every size and place in the directory in 64 bits.</param>
internal sealed class TestZip(bool wide = false)
{
    private const int Alignment = 64;
    private readonly MemoryStream _file = new();
    private readonly MemoryStream _directory = new();
    private int _entries;

    public TestZip With(Action<TestZip> more)
    {
        more(this);
        return this;
    }

    public TestZip Add(string name, ReadOnlySpan<byte> data, ushort flags = 0x0808, ushort method = 0)
    {
        var key = Encoding.UTF8.GetBytes(name);
        var start = _file.Position;
        var padding = (int)(Alignment - ((start + 30 + key.Length + 4) % Alignment)) % Alignment;
        Write(_file, "PK\u0003\u0004", (2, 0), (2, flags), (2, method), (8, 0), (8, 0), (2, key.Length), (2, 4 + padding));
        _file.Write(key);
        Write(_file, "FB", (2, padding));
        _file.Write(new byte[padding]);
        _file.Write(data);
        Write(_file, "PK\u0007\u0008", (4, 0), (4, data.Length), (4, data.Length));

        long size = wide ? uint.MaxValue : data.Length;
        Write(_directory, "PK\u0001\u0002", (4, 0), (2, flags), (2, method), (8, 0), (4, size), (4, size), (2, key.Length), (2, wide ? 28 : 0), (2, 0), (8, 0),
            (4, wide ? uint.MaxValue : start));
        _directory.Write(key);
        if (wide)
        {
            Write(_directory, "", (2, 1), (2, 24), (8, data.Length), (8, data.Length), (8, start));
        }

        _entries++;
        return this;
    }

    public byte[] ToArray()
    {
        var (start, length) = (_file.Position, _directory.Length);
        using var file = new MemoryStream();
        file.Write(_file.ToArray());
        file.Write(_directory.ToArray());
        Write(file, "PK\u0006\u0006", (8, 44), (4, 0x031e), (8, 0), (8, _entries), (8, _entries), (8, length), (8, start));
        Write(file, "PK\u0006\u0007", (4, 0), (8, start + length), (4, 1));
        Write(file, "PK\u0005\u0006", (4, 0), (2, _entries), (2, _entries), (4, wide ? uint.MaxValue : length), (4, wide ? uint.MaxValue : start), (2, 0));
        return file.ToArray();
    }

    private static void Write(MemoryStream stream, string signature, params (int Size, long Value)[] fields)
    {
        stream.Write(Encoding.Latin1.GetBytes(signature));
        var bytes = new byte[8];
        foreach ((var size, var value) in fields)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            stream.Write(bytes.AsSpan(0, size));
        }
    }
}
