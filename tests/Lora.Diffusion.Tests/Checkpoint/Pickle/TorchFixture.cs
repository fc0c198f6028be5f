using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Lora.Testing;

namespace Lora.Diffusion.Tests.Checkpoint.Pickle;

/// <summary>Checkpoints in a folder of their own, written as torch.save writes them, or not quite.</summary>
internal sealed class TorchFixture : IDisposable
{
    private readonly TempFolder _folder = new();

    public string Path => _folder["model.ckpt"];

    public void Dispose() => _folder.Dispose();

    /// <summary>The numbers 1, 2, 3 and so on.</summary>
    public static byte[] Floats(int count) => MemoryMarshal.AsBytes(Enumerable.Range(1, count).Select(i => (float)i).ToArray().AsSpan()).ToArray();

    public static float[] FloatsOf(ReadOnlySpan<byte> bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();

    public TorchCheckpointFile Open(byte[] file)
    {
        File.WriteAllBytes(Path, file);
        return new TorchCheckpointFile(Path);
    }

    public TorchCheckpointFile OpenZip(Action<PickleWriter> root, params (string Key, byte[] Data)[] storages) => Open(Zip(PickleWriter.Of(root), storages));

    /// <summary>What is said of a file that is not read; it must name the file and say what to do.</summary>
    public string Refused(byte[] file)
    {
        var error = Assert.Throws<CheckpointException>(() => Open(file));
        Assert.Equal(Path, error.File);
        Assert.True(error.SaysWhatToDo);
        return error.Problem;
    }

    public string RefusedZip(Action<PickleWriter> root, params (string Key, byte[] Data)[] storages) => Refused(Zip(PickleWriter.Of(root), storages));

    public static byte[] Zip(byte[] pickle, params (string Key, byte[] Data)[] storages) => new TestZip()
        .Add("archive/data.pkl", pickle).Add("archive/byteorder", "little"u8)
        .With(zip => Array.ForEach(storages, s => zip.Add($"archive/data/{s.Key}", s.Data)))
        .Add("archive/version", "3\n"u8).ToArray();

    /// <summary>As PyTorch wrote before 1.6.</summary>
    public static byte[] Legacy(Action<PickleWriter> root, bool littleEndian, params (string Key, int ElementSize, byte[] Data)[] storages)
    {
        using var file = new MemoryStream();
        file.Write([0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.']);
        file.Write(PickleWriter.Of(w => w.Number(1001)));
        file.Write(PickleWriter.Of(w => w.Dict(("protocol_version", v => v.Number(1001)), ("little_endian", v => v.Op(littleEndian ? "\u0088" : "\u0089")))));
        file.Write(PickleWriter.Of(root));
        file.Write(PickleWriter.Of(w => w.Op("](").With(v => Array.ForEach(storages, s => v.Text(s.Key))).Op("e")));
        var count = new byte[8];
        foreach (var storage in storages)
        {
            BinaryPrimitives.WriteInt64LittleEndian(count, storage.Data.Length / storage.ElementSize);
            file.Write(count);
            file.Write(storage.Data);
        }

        return file.ToArray();
    }

    public static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);
}
