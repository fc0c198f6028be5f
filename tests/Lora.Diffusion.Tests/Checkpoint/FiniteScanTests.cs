using System.Buffers.Binary;
using Lora.Tensors;
using Lora.Tensors.Embedded;
using Lora.Testing;

namespace Lora.Diffusion.Tests.Checkpoint;

public sealed class FiniteScanTests : IDisposable
{
    private readonly ModelCopy _model = new();
    private readonly EmbeddedRuntime _runtime = new();

    public void Dispose()
    {
        _runtime.Dispose();
        _model.Dispose();
    }

    public static TheoryData<SafetensorsDType, double> Broken
    {
        get
        {
            var rows = new TheoryData<SafetensorsDType, double>();
            foreach (var type in (SafetensorsDType[])[SafetensorsDType.F16, SafetensorsDType.BF16, SafetensorsDType.F32, SafetensorsDType.F64])
            {
                rows.Add(type, double.NaN);
                rows.Add(type, double.PositiveInfinity);
                rows.Add(type, double.NegativeInfinity);
            }

            return rows;
        }
    }

    /// <summary>At every place around every vector width, so that neither the vectors nor the rest miss it.</summary>
    [Theory, MemberData(nameof(Broken))]
    public void Value_ThatIsNotFinite_IsFoundWhereItStands(SafetensorsDType type, double value)
    {
        foreach (var length in (int[])[1, 2, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 200])
        {
            var bytes = Bytes(type, [.. Enumerable.Range(0, length).Select(i => i % 3 == 0 ? Largest(type) : i % 3 == 1 ? -Largest(type) : 0)]);
            Assert.Equal(-1, FiniteScan.FirstNonFinite(type, bytes));
            for (var at = 0; at < length; at++)
            {
                var broken = bytes.ToArray();
                Bytes(type, [value]).CopyTo(broken, at * type.Size());
                Assert.Equal(at, FiniteScan.FirstNonFinite(type, broken));
            }
        }
    }

    [Fact]
    public void Model_WithANaN_IsRefusedByTheTensorsName_AndNothingStaysBehind()
    {
        Spoil(_model.VaeWeights, "decoder.conv_out.weight", 5);
        using var model = TinyModel.Open(_model.Root, _runtime);
        model.Check();
        Assert.True(model.UNet.Parameters.All(parameter => parameter.IsLoaded));
        var before = _runtime.LiveTensors;
        var error = Assert.Throws<CheckpointException>(() => model.Vae);
        Assert.Equal(_model.VaeWeights, error.File);
        Assert.StartsWith("tensor 'decoder.conv_out.weight' holds a value that is not finite (element 5). ", error.Problem, StringComparison.Ordinal);
        Assert.Equal(before, _runtime.LiveTensors);
    }

    private static double Largest(SafetensorsDType type) => type switch
    {
        SafetensorsDType.F16 => 65504,
        SafetensorsDType.BF16 => 3.3895314e38,
        SafetensorsDType.F32 => float.MaxValue,
        _ => double.MaxValue,
    };

    private static byte[] Bytes(SafetensorsDType type, double[] values)
    {
        var bytes = new byte[values.Length * type.Size()];
        for (var i = 0; i < values.Length; i++)
        {
            var span = bytes.AsSpan(i * type.Size());
            switch (type)
            {
                case SafetensorsDType.F16:
                    BinaryPrimitives.WriteHalfLittleEndian(span, (Half)values[i]);
                    break;
                case SafetensorsDType.BF16:
                    BinaryPrimitives.WriteUInt16LittleEndian(span, (ushort)(BitConverter.SingleToUInt32Bits((float)values[i]) >> 16));
                    break;
                case SafetensorsDType.F32:
                    BinaryPrimitives.WriteSingleLittleEndian(span, (float)values[i]);
                    break;
                default:
                    BinaryPrimitives.WriteDoubleLittleEndian(span, values[i]);
                    break;
            }
        }

        return bytes;
    }

    /// <summary>Writes a NaN over one value of a tensor in an fp16 file.</summary>
    private static void Spoil(string file, string tensor, int element)
    {
        long at;
        using (var weights = new SafetensorsFile(file))
        {
            Assert.Equal(SafetensorsDType.F16, weights[tensor].DType);
            at = new FileInfo(file).Length - weights.Tensors.Sum(t => t.Length) + weights[tensor].Offset + (2 * element);
        }

        using var stream = File.OpenWrite(file);
        stream.Position = at;
        stream.Write([0x00, 0x7E]);
    }
}
