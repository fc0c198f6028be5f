using FsCheck;
using FsCheck.Fluent;
using static Lora.Diffusion.Tests.Checkpoint.Pickle.TorchFixture;

namespace Lora.Diffusion.Tests.Checkpoint.Pickle;

/// <summary>Whatever becomes of a file, it is read or refused: nothing else is thrown, and little memory taken.</summary>
public sealed class TorchMutationTests : IDisposable
{
    private const int Tries = 200;
    private const long MemoryOfOne = 1 << 21;

    private static readonly byte[] NewFile = Zip(Convert.FromBase64String(PythonPickles.Protocol4), ("0", Floats(6)));
    private static readonly byte[] OldFile = Legacy(w => w.Tensors(legacy: true,
        ("w", TestTensor.Of("0", 2, 2)),
        ("t", new TestTensor("FloatStorage", "0", 4, 0, [2, 2], [1, 2]))), true, ("0", 4, Floats(4)));

    private readonly TorchFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Truncation_IsRefused(bool old)
    {
        var file = old ? OldFile : NewFile;
        for (var length = 0; length < file.Length; length += length < file.Length - 40 ? 7 : 1)
        {
            Assert.False(ReadOrRefused(file[..length]), $"read at {length} of {file.Length} bytes");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ChangedBytes_GiveAFileOrACheckpointException(bool old)
    {
        var file = old ? OldFile : NewFile;
        var opcodes = ".(t0R}]sueQbqhcio\u0093\u0094\u0081".Select(c => (int)c).ToArray();
        var changes = from at in Gen.Choose(0, file.Length - 1)
                      from value in Gen.OneOf(Gen.Choose(0, 255), Gen.Elements(opcodes), Gen.Constant(255))
                      select (at, (byte)value);
        Holds(changes.NonEmptyListOf().Select(list => Changed(file, list)));
    }

    [Fact]
    public void PicklesOfAnyOpcodes_GiveAFileOrACheckpointException()
    {
        byte[][] pieces =
        [
            .. "().012NQRabdegjloprstuGB}]hq"u8.ToArray().Select(b => new[] { b }), .. Enumerable.Range(0x80, 25).Select(b => new[] { (byte)b }),
            [(byte)'h', 0], [(byte)'q', 0], [(byte)'h', 1], [(byte)'q', 1], [(byte)'K', 1], [(byte)'K', 2], new PickleWriter().Text("w").ToArray(),
            Ascii("ccollections\nOrderedDict\n"), Ascii("ctorch._utils\n_rebuild_tensor_v2\n"), Ascii("ctorch\nSize\n"), Ascii("ca\nB\n"),
            new PickleWriter().Storage(TestTensor.Of("0", 2)).ToArray(), new PickleWriter().Tensor(TestTensor.Of("0", 2)).ToArray(),
            new PickleWriter().Numbers(2).ToArray(), new PickleWriter().Numbers(1).ToArray(), new PickleWriter().Text("state_dict").ToArray(),
        ];
        Holds(Gen.Elements(pieces).ListOf().Select(list => Zip([.. list.SelectMany(b => b), (byte)'.'], ("0", Floats(2)))));
    }

    private void Holds(Gen<byte[]> files) =>
        Check.One(Config.QuickThrowOnFailure.WithReplay(3, 7).WithMaxTest(Tries), Prop.ForAll(files.ToArbitrary(), file =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            ReadOrRefused(file);
            return GC.GetAllocatedBytesForCurrentThread() - before < MemoryOfOne;
        }));

    private bool ReadOrRefused(byte[] bytes)
    {
        try
        {
            using var file = _fixture.Open(bytes);
            return file.Names.Sum(name => file.BytesOf(name).Length + file.ShapeOf(name).Count) >= 0;
        }
        catch (CheckpointException e)
        {
            Assert.InRange(e.Problem.Length, 10, 1500);
            return false;
        }
    }

    private static byte[] Changed(byte[] file, IEnumerable<(int At, byte Value)> changes)
    {
        byte[] changed = [.. file];
        foreach ((var at, var value) in changes)
        {
            changed[at] = value;
        }

        return changed;
    }
}
