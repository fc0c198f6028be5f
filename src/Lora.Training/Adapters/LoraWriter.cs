using System.Security.Cryptography;
using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// A file of adapters as kohya writes it, or under diffusers' names: the tensors of each module, all in one element type, with the two hashes that
/// sd-webui-additional-networks looks for. The bytes depend on nothing but the weights and the metadata given.
/// </summary>
public static class LoraWriter
{
    private const int LegacyStart = 0x100000;
    private const int LegacyLength = 0x10000;

    /// <summary>Writes the file where it is told; who saves for others to read writes beside the place and renames.</summary>
    /// <param name="path">The <c>.safetensors</c> file.</param>
    /// <param name="network">Weights are read now.</param>
    /// <param name="metadata">Entries without the hashes, see <see cref="Trainer.Metadata"/>.</param>
    /// <param name="precision">A word of <see cref="OutputOptions.SavePrecision"/>.</param>
    /// <param name="format">Whose names.</param>
    /// <exception cref="NotSupportedException">diffusers has no form for a kind of adapter in the network.</exception>
    public static void Save(
        string path, AdapterNetwork network, IReadOnlyDictionary<string, string> metadata, string precision, LoraFormat format = LoraFormat.Kohya) =>
        Prepare(network, metadata, precision, format).Save(path);

    /// <summary>Writes a file of this writer again, with other metadata: the bytes that it would have had with them from the start.</summary>
    /// <param name="from">The file.</param>
    /// <param name="path">Where to.</param>
    /// <param name="metadata">Entries without the hashes.</param>
    /// <exception cref="SafetensorsException">It is not a whole and valid safetensors file.</exception>
    public static void Rewrite(string from, string path, IReadOnlyDictionary<string, string> metadata)
    {
        using var file = new SafetensorsFile(from);
        Prepare(writer =>
        {
            foreach (var tensor in file.Tensors)
            {
                writer.Add(tensor.Name, tensor.DType, [.. tensor.Shape], file.Bytes(tensor.Name).ToArray());
            }
        }, metadata).Save(path);
    }

    /// <summary>Writes tensors that no network holds, with the hashes too.</summary>
    internal static void Save(
        string path, List<(string Name, int[] Shape, float[] Values)> tensors, IReadOnlyDictionary<string, string> metadata, string precision) =>
        Prepare(tensors, metadata, precision).Save(path);

    /// <summary>The whole file in memory.</summary>
    internal static byte[] ToBytes(
        AdapterNetwork network, IReadOnlyDictionary<string, string> metadata, string precision, LoraFormat format = LoraFormat.Kohya)
    {
        using var stream = new MemoryStream();
        Prepare(network, metadata, precision, format).Write(stream);
        return stream.ToArray();
    }

    private static SafetensorsWriter Prepare(
        AdapterNetwork network, IReadOnlyDictionary<string, string> metadata, string precision, LoraFormat format) =>
        Prepare([.. network.Tensors(format)], metadata, precision);

    private static SafetensorsWriter Prepare(
        List<(string Name, int[] Shape, float[] Values)> tensors, IReadOnlyDictionary<string, string> metadata, string precision) =>
        Prepare(Filled(tensors, precision), metadata);

    private static SafetensorsWriter Prepare(Action<SafetensorsWriter> fill, IReadOnlyDictionary<string, string> metadata)
    {
        var complete = new SortedDictionary<string, string>(metadata.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);

        // kohya hashes the file as it would be with the training's own entries only, so that later edits of the others do not change it
        var training = complete.Where(pair => pair.Key.StartsWith("ss_", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);
        using var stream = new MemoryStream();
        Writer(training).Write(stream);
        var bytes = stream.GetBuffer().AsSpan(0, (int)stream.Length);
        complete["sshs_model_hash"] = ModelHash(bytes);
        complete["sshs_legacy_hash"] = LegacyHash(bytes);
        return Writer(complete);

        SafetensorsWriter Writer(IReadOnlyDictionary<string, string> entries)
        {
            var writer = new SafetensorsWriter(entries);
            fill(writer);
            return writer;
        }
    }

    /// <summary>SHA-256 of everything after the header, in hexadecimal.</summary>
    internal static string ModelHash(ReadOnlySpan<byte> file)
    {
        var start = 8 + checked((int)BitConverter.ToUInt64(file));
        return Convert.ToHexStringLower(SHA256.HashData(file[start..]));
    }

    /// <summary>First 8 digits of the SHA-256 of 64 KiB at 1 MiB; of nothing when the file is shorter.</summary>
    internal static string LegacyHash(ReadOnlySpan<byte> file)
    {
        var start = Math.Min(file.Length, LegacyStart);
        var part = file.Slice(start, Math.Min(LegacyLength, file.Length - start));
        return Convert.ToHexStringLower(SHA256.HashData(part))[..8];
    }

    private static Action<SafetensorsWriter> Filled(List<(string Name, int[] Shape, float[] Values)> tensors, string precision)
    {
        var type = precision switch
        {
            "fp32" => SafetensorsDType.F32,
            "fp16" => SafetensorsDType.F16,
            "bf16" => SafetensorsDType.BF16,
            _ => throw new ArgumentException($"'{precision}' is no precision of a file", nameof(precision)),
        };
        return writer =>
        {
            foreach (var (name, shape, values) in tensors)
            {
                writer.AddFloats(name, type, [.. shape.Select(size => (long)size)], values);
            }
        };
    }
}
