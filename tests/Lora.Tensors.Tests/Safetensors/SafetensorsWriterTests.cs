using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Lora.Testing;

namespace Lora.Tensors.Tests;

public sealed class SafetensorsWriterTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string InFolder(string name) => _folder[name];

    private static string HeaderText(byte[] file) => Encoding.UTF8.GetString(file, 8, (int)BitConverter.ToInt64(file));

    [Fact]
    public void TensorsAndMetadata_AreSortedAsTheReferenceDoes()
    {
        var writer = new SafetensorsWriter(new Dictionary<string, string> { ["z"] = "1", ["a"] = "ü\"" });
        writer.Add("small", SafetensorsDType.U8, [3], new byte[] { 1, 2, 3 });
        writer.AddFloats("b", SafetensorsDType.F32, [1], new float[] { 1 });
        writer.AddFloats("B", SafetensorsDType.F32, [1], new float[] { 2 });
        writer.AddFloats("half", SafetensorsDType.F16, [1], new float[] { 3 });
        writer.Add("wide", SafetensorsDType.I64, [], new byte[8]);
        var stream = new MemoryStream();
        writer.Write(stream);
        var file = stream.ToArray();
        Assert.Equal(
            """{"__metadata__":{"a":"ü\"","z":"1"},"wide":{"dtype":"I64","shape":[],"data_offsets":[0,8]},"""
            + """ "B":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},"b":{"dtype":"F32","shape":[1],"data_offsets":[12,16]},"""[1..]
            + """ "half":{"dtype":"F16","shape":[1],"data_offsets":[16,18]},"small":{"dtype":"U8","shape":[3],"data_offsets":[18,21]}}"""[1..],
            HeaderText(file).TrimEnd(' '));
        Assert.Equal(0, (file.Length - 21) % 8);
        Assert.Equal(new byte[] { 0, 0, 0, 0x40, 0, 0, 0x80, 0x3F, 0, 0x42, 1, 2, 3 }, file[^13..]);
    }

    [Fact]
    public void OrderAsAdded_IsKept()
    {
        var writer = new SafetensorsWriter(order: SafetensorsOrder.AsAdded);
        writer.Add("z", SafetensorsDType.U8, [1], new byte[1]);
        writer.Add("a", SafetensorsDType.F64, [1], new byte[8]);
        writer.Save(InFolder("x.safetensors"));
        using var file = new SafetensorsFile(InFolder("x.safetensors"));
        Assert.Equal(["z", "a"], file.Names);
    }

    [Fact]
    public void SavedFile_ReplacesALongerOneWhole()
    {
        var path = InFolder("ü x.safetensors");
        File.WriteAllBytes(path, new byte[1000]);
        var writer = new SafetensorsWriter();
        writer.AddFloats("a", SafetensorsDType.F32, [1], new[] { 2f });
        writer.Save(path);
        using var file = new SafetensorsFile(path);
        Assert.Equal([2f], file.ReadFloats("a"));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void CallbackThatWritesTooLittle_IsAnError()
    {
        var writer = new SafetensorsWriter();
        writer.Add("a", SafetensorsDType.U8, [4], stream => stream.WriteByte(1));
        Assert.Contains("takes 4 bytes, 1 were written", Assert.Throws<InvalidOperationException>(() => writer.Write(Stream.Null)).Message);
    }

    [Fact]
    public void WrongArguments_AreRefused()
    {
        var writer = new SafetensorsWriter();
        writer.Add("a", SafetensorsDType.U8, [1], new byte[1]);
        Assert.Throws<ArgumentException>(() => writer.Add("a", SafetensorsDType.U8, [1], new byte[1]));
        Assert.Throws<ArgumentException>(() => writer.Add("__metadata__", SafetensorsDType.U8, [1], new byte[1]));
        Assert.Throws<ArgumentException>(() => writer.Add("b", SafetensorsDType.U8, [2], new byte[1]));
        Assert.Throws<ArgumentException>(() => writer.AddFloats("c", SafetensorsDType.I64, [1], new float[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Add("d", SafetensorsDType.U8, [-1], new byte[1]));
        writer.Add("b", SafetensorsDType.U8, [1], new byte[1]);
    }

    [Theory]
    [InlineData(SafetensorsDType.F16, 1.0009765f, 0x3C01)]
    [InlineData(SafetensorsDType.F16, 65520f, 0x7C00)]
    [InlineData(SafetensorsDType.F16, 5.9604645e-8f, 0x0001)]
    [InlineData(SafetensorsDType.F16, -0f, 0x8000)]
    [InlineData(SafetensorsDType.BF16, 1.00390625f, 0x3F80)] // half way: to even
    [InlineData(SafetensorsDType.BF16, 1.01171875f, 0x3F82)]
    [InlineData(SafetensorsDType.BF16, float.MaxValue, 0x7F80)]
    [InlineData(SafetensorsDType.BF16, float.NegativeInfinity, 0xFF80)]
    [InlineData(SafetensorsDType.BF16, float.NaN, 0xFFC0)]
    public void Floats_AreRoundedToNearestEven(SafetensorsDType dtype, float value, int bits)
    {
        var bytes = new byte[2];
        FloatCodec.Encode(dtype, [value], bytes);
        Assert.Equal((ushort)bits, BitConverter.ToUInt16(bytes));
    }

    [Fact]
    public void AnythingWritten_ReadsBackTheSame()
    {
        Gen<(string Name, int Type, long[] Shape, byte Seed)> tensor =
            from name in Gen.Elements("a", "b.c", "ü", "日本", "\"q\\", "lora_unet_x.alpha", "\u0001", "😀").Two()
            from type in Gen.Choose(0, 16)
            from rank in Gen.Choose(0, 3)
            from shape in Gen.Choose(0, 4).ArrayOf(rank)
            from seed in Gen.Choose(0, 255)
            select (name.Item1 + name.Item2, type, shape.Select(s => (long)s).ToArray(), (byte)seed);
        Arbitrary<(string, int, long[], byte)[]> files = tensor.ListOf().Select(l => l.DistinctBy(t => t.Name).ToArray()).ToArbitrary();
        Prop.ForAll(files, content =>
        {
            var writer = new SafetensorsWriter(content.ToDictionary(t => t.Item1, t => t.Item1 + t.Item4, StringComparer.Ordinal));
            var expected = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            foreach ((var name, var type, var shape, var seed) in content)
            {
                var dtype = (SafetensorsDType)type;
                var bytes = new byte[shape.Aggregate((long)dtype.Size(), (a, b) => a * b)];
                Array.Fill(bytes, seed);
                expected.Add(name, bytes);
                writer.Add(name, dtype, shape, bytes);
            }
            writer.Save(InFolder("x"));
            using var file = new SafetensorsFile(InFolder("x"));
            Assert.Equal(content.Select(t => t.Item1).Order(StringComparer.Ordinal), file.Names.Order(StringComparer.Ordinal));
            foreach ((var name, var type, var shape, var seed) in content)
            {
                Assert.Equal(expected[name], file.Bytes(name).ToArray());
                Assert.Equal((SafetensorsDType)type, file[name].DType);
                Assert.Equal(shape, file[name].Shape);
                Assert.Equal(name + seed, file.Metadata[name]);
            }
            var again = new MemoryStream();
            writer.Write(again);
            Assert.Equal(File.ReadAllBytes(InFolder("x")), again.ToArray());
        }).Check(Config.QuickThrowOnFailure.WithReplay(42, 1));
    }

    [Fact]
    public void AnyDamageToAHeader_IsRefusedOrReadsInBounds()
    {
        var writer = new SafetensorsWriter(new Dictionary<string, string> { ["k"] = "v" });
        writer.AddFloats("a", SafetensorsDType.F32, [2, 3], new float[6]);
        writer.AddFloats("b", SafetensorsDType.BF16, [5], new float[5]);
        var stream = new MemoryStream();
        writer.Write(stream);
        var good = stream.ToArray();
        var path = InFolder("damaged");
        Gen<(int, byte, int)> damage =
            from at in Gen.Choose(0, good.Length - 35)
            from value in Gen.Choose(0, 255)
            from cut in Gen.Choose(0, 40)
            select (at, (byte)value, cut);
        var refused = 0;
        Prop.ForAll(damage.ToArbitrary(), d =>
        {
            var bad = good[..^(d.Item3 > 20 ? d.Item3 - 20 : 0)];
            bad[d.Item1] = d.Item2;
            File.WriteAllBytes(path, bad);
            try
            {
                using var file = new SafetensorsFile(path);
                Assert.All(file.Tensors, t => Assert.Equal(t.Length, file.Bytes(t.Name).Length));
            }
            catch (SafetensorsException)
            {
                refused++;
            }
        }).Check(Config.QuickThrowOnFailure.WithReplay(7, 3).WithMaxTest(300));
        Assert.True(refused > 100);
    }
}
