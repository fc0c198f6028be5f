using System.Buffers.Binary;
using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>
/// A checkpoint as PyTorch wrote it before 1.6: pickles one behind the other (a magic number, the version, the machine, the content, the storages' keys),
/// then each storage: how many elements, and the elements.
/// </summary>
internal static class LegacyTorchFile
{
    private const long Version = 1001;

    /// <summary>The magic number's pickle.</summary>
    public static ReadOnlySpan<byte> Start => [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.'];

    /// <summary>Reads the pickles, and where the storages lie.</summary>
    public static TorchContent Read(MappedBytes file)
    {
        var reader = new PickleReader(file, new ByteRange(Start.Length, file.Length - Start.Length));
        if (new PickleMachine(reader).Run() is not Version)
        {
            throw reader.Damaged($"its version is not {Version}, the only one there is");
        }

        if (new PickleMachine(reader).Run() is PickledDict machine && machine.Entries.Any(e => e is { Key: "little_endian", Value: false }))
        {
            throw PickleFault.Refused(file.Path, "it was written by a big-endian machine. Save it again on another, or use a .safetensors file of the model.");
        }

        var content = new PickleMachine(reader);
        var root = content.Run();
        if (new PickleMachine(reader).Run() is not PickledList keys)
        {
            throw reader.Damaged("its storages are not listed");
        }

        var ranges = Ranges(file, Start.Length + reader.Position, keys, content.Storages);
        return new TorchContent(root, storage => ranges.TryGetValue(storage.Key, out var range)
            ? range
            : throw PickleFault.Damaged(file.Path, $"its storage '{PickleFault.Shown(storage.Key)}' is missing"));
    }

    private static Dictionary<string, ByteRange> Ranges(MappedBytes file, long at, PickledList keys, IReadOnlyDictionary<string, PickledStorage> storages)
    {
        const int countLength = 8;
        var ranges = new Dictionary<string, ByteRange>(StringComparer.Ordinal);
        foreach (var key in keys.Items)
        {
            if (key is not string name || !storages.TryGetValue(name, out var storage))
            {
                throw PickleFault.Damaged(file.Path, "it lists a storage of which its content says nothing, or of a type that is not known here");
            }

            if (!file.Holds(new ByteRange(at, countLength)) || BinaryPrimitives.ReadInt64LittleEndian(file.Span(at, countLength)) != storage.Count)
            {
                throw PickleFault.Damaged(file.Path, $"its storage '{PickleFault.Shown(name)}' is not where it should be");
            }

            at += countLength;
            if (storage.Count > (file.Length - at) / storage.DType.Size())
            {
                throw PickleFault.Damaged(file.Path, $"it is cut off in storage '{PickleFault.Shown(name)}'");
            }

            ranges[name] = new ByteRange(at, storage.Count * storage.DType.Size());
            at += ranges[name].Length;
        }

        return ranges;
    }
}
