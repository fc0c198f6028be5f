using System.Buffers.Binary;
using System.Text;

namespace Lora.Diffusion.Tests.Checkpoint.Pickle;

/// <summary>Writes a pickle opcode by opcode, at protocol 2.</summary>
internal sealed class PickleWriter
{
    private readonly MemoryStream _bytes = new();

    public PickleWriter() => Op([0x80, 2]);

    /// <summary>A whole pickle.</summary>
    public static byte[] Of(Action<PickleWriter> content)
    {
        var writer = new PickleWriter();
        content(writer);
        return writer.Op(".").ToArray();
    }

    public byte[] ToArray() => _bytes.ToArray();

    public PickleWriter Op(string latin1) => Op(Encoding.Latin1.GetBytes(latin1));

    public PickleWriter Op(ReadOnlySpan<byte> bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    public PickleWriter With(Action<PickleWriter> content)
    {
        content(this);
        return this;
    }

    public PickleWriter Global(string module, string name) => Op($"c{module}\n{name}\n");

    public PickleWriter Text(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        Op("X");
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, utf8.Length);
        return Op(length).Op(utf8);
    }

    public PickleWriter Number(long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return Op([0x8a, 8]).Op(bytes);
    }

    public PickleWriter Numbers(params long[] values)
    {
        Op("(");
        foreach (var value in values)
        {
            Number(value);
        }

        return Op("t");
    }

    public PickleWriter Storage(TestTensor tensor, bool legacy = false) =>
        Op("(").Text("storage").Global("torch", tensor.StorageType).Text(tensor.Key).Text("cpu").Number(tensor.StorageCount).Op(legacy ? "NtQ" : "tQ");

    public PickleWriter Tensor(TestTensor tensor, bool legacy = false) => Global("torch._utils", "_rebuild_tensor_v2").Op("(").Storage(tensor, legacy)
        .Number(tensor.Offset).Numbers(tensor.Shape).Numbers(tensor.Strides).Op([0x89]).Global("collections", "OrderedDict").Op(")RtR");

    public PickleWriter Dict(params (string Key, Action<PickleWriter> Value)[] entries) => Op("}").Entries(entries);

    public PickleWriter OrderedDict(params (string Key, Action<PickleWriter> Value)[] entries) =>
        Global("collections", "OrderedDict").Op(")R").Entries(entries);

    /// <summary>An OrderedDict of tensors.</summary>
    public PickleWriter Tensors(bool legacy, params (string Key, TestTensor Value)[] tensors) =>
        OrderedDict([.. tensors.Select(t => (t.Key, (Action<PickleWriter>)(w => w.Tensor(t.Value, legacy))))]);

    public PickleWriter Tensors(params (string Key, TestTensor Value)[] tensors) => Tensors(false, tensors);

    private PickleWriter Entries((string Key, Action<PickleWriter> Value)[] entries)
    {
        Op("(");
        foreach ((var key, var value) in entries)
        {
            Text(key);
            value(this);
        }

        return Op("u");
    }
}
