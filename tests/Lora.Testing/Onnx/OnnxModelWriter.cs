using System.Text;

namespace Lora.Testing;

/// <summary>Writes small ONNX models by hand: protobuf's wire format and the few messages of onnx.proto that they need.</summary>
/// <param name="opset">Version of the operators.</param>
public sealed class OnnxModelWriter(int opset = 17)
{
    public const int Float = 1, Int64 = 7;

    private readonly List<byte> _graph = [.. Text(2, "g")];

    /// <summary>An operator.</summary>
    /// <param name="attributes">Integers, or lists of them.</param>
    public OnnxModelWriter Node(string op, string[] inputs, string output, params (string Name, object Value)[] attributes)
    {
        _graph.AddRange(Message(1,
        [
            .. inputs.SelectMany(name => Text(1, name)), .. Text(2, output), .. Text(4, op),
            .. attributes.SelectMany(attribute => Message(5, attribute.Value switch
            {
                int value => [.. Text(1, attribute.Name), .. Number(3, value), .. Number(20, 2)],
                _ => [.. Text(1, attribute.Name), .. ((int[])attribute.Value).SelectMany(each => Number(8, each)), .. Number(20, 7)],
            })),
        ]));
        return this;
    }

    /// <summary>A constant of fp32.</summary>
    public OnnxModelWriter Floats(string name, int[] shape, params float[] values) =>
        Constant(name, Float, shape, [.. values.SelectMany(BitConverter.GetBytes)]);

    /// <summary>A constant of 64-bit integers.</summary>
    public OnnxModelWriter Longs(string name, int[] shape, params long[] values) => Constant(name, Int64, shape, [.. values.SelectMany(BitConverter.GetBytes)]);

    /// <summary>A constant that says what it likes of itself.</summary>
    public OnnxModelWriter Constant(string name, int type, int[] shape, byte[] raw)
    {
        _graph.AddRange(Message(5, [.. shape.SelectMany(size => Number(1, size)), .. Number(2, type), .. Text(8, name), .. Bytes(9, raw)]));
        return this;
    }

    /// <summary>An input; -1 is any size.</summary>
    public OnnxModelWriter Input(string name, int type, params int[] shape) => Port(11, name, type, shape);

    /// <summary>An output; -1 is any size.</summary>
    public OnnxModelWriter Output(string name, int type, params int[] shape) => Port(12, name, type, shape);

    /// <summary>The whole file.</summary>
    public byte[] ToBytes() => [.. Number(1, 8), .. Message(7, _graph), .. Message(8, [.. Text(1, ""), .. Number(2, opset)])];

    private OnnxModelWriter Port(int field, string name, int type, int[] shape)
    {
        var dims = shape.Index().SelectMany(size => Message(1, size.Item < 0 ? Text(2, $"{name}{size.Index}") : Number(1, size.Item)));
        _graph.AddRange(Message(field, [.. Text(1, name), .. Message(2, Message(1, [.. Number(1, type), .. Message(2, dims)]))]));
        return this;
    }

    private static byte[] Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Message(int field, IEnumerable<byte> content) => Bytes(field, [.. content]);

    private static byte[] Bytes(int field, byte[] content) => [.. Varint(((ulong)field << 3) | 2), .. Varint((ulong)content.Length), .. content];

    private static byte[] Number(int field, long value) => [.. Varint((ulong)field << 3), .. Varint((ulong)value)];

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        return [.. bytes, (byte)value];
    }
}
