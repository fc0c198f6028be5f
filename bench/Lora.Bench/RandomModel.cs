using System.IO.Compression;
using System.Text.Json;
using Lora.Tensors;

namespace Lora.Bench;

/// <summary>
/// Writes a model in its real size with random weights: one file under the names of its first release, or, for Stable Diffusion 1.5, a folder as diffusers
/// saves it, with the same weights. Enough to train and to measure, too little for a picture.
/// </summary>
public static class RandomModel
{
    private const int Chunk = 1 << 16;

    private static readonly (string Part, string Stem)[] Parts =
        [("unet", "diffusion_pytorch_model"), ("vae", "diffusion_pytorch_model"), ("text_encoder", "model")];

    /// <summary>Writes what <see cref="BenchOptions.Out"/> names: a <c>.safetensors</c> file, or else a folder.</summary>
    public static void Write(BenchOptions options)
    {
        var target = options.Out ?? throw new ArgumentException("model needs --out FOLDER or --out FILE.safetensors");
        var type = options.Half ? SafetensorsDType.F16 : SafetensorsDType.F32;
        if (target.EndsWith(".safetensors", StringComparison.Ordinal))
        {
            using var inOneFile = Names($"keys-{options.Kind}_ldm.json.gz");
            Save(target, type, inOneFile.RootElement, 0);
            return;
        }

        if (options.Kind != "sd15")
        {
            throw new ArgumentException($"{options.Kind} is written as one file: --out FILE.safetensors");
        }

        CopyFolder(Checkout.Find("bench", "Lora.Bench", "Models", "sd15"), target);
        Unpack(Checkout.Find("tests", "golden", "tokenizer", "merges.txt.gz"), Path.Combine(target, "tokenizer", "merges.txt"));
        using var byPart = Names("keys-sd15_diffusers.json.gz");
        var first = 0;
        foreach (var (part, stem) in Parts)
        {
            first = Save(Path.Combine(target, part, $"{stem}.safetensors"), type, byPart.RootElement.GetProperty(part), first);
        }
    }

    /// <summary>Names and shapes of a released model, in an order that both forms share.</summary>
    private static JsonDocument Names(string file)
    {
        using var packed = new GZipStream(File.OpenRead(Checkout.Find("tests", "golden", "models", file)), CompressionMode.Decompress);
        return JsonDocument.Parse(packed);
    }

    /// <returns>The place in the order behind the last tensor.</returns>
    private static int Save(string path, SafetensorsDType type, JsonElement tensors, int first)
    {
        var writer = new SafetensorsWriter(new Dictionary<string, string> { ["format"] = "pt" });
        foreach (var tensor in tensors.EnumerateObject())
        {
            long[] shape = [.. tensor.Value.EnumerateArray().Select(size => size.GetInt64())];
            var (name, seed) = (tensor.Name, (ulong)++first);
            writer.Add(name, type, shape, stream => Fill(stream, type, name, shape, seed));
        }

        writer.Save(path);
        Console.WriteLine($"{path}: {new FileInfo(path).Length} bytes");
        return first;
    }

    /// <summary>Biases are 0, norms 1; what multiplies keeps the size of what it is given.</summary>
    private static void Fill(Stream stream, SafetensorsDType type, string name, long[] shape, ulong seed)
    {
        var random = new Generator(seed);
        var inputs = shape.Skip(1).Aggregate(1L, (product, size) => product * size);
        var values = new float[Chunk];
        var bytes = new byte[Chunk * type.Size()];
        for (var left = shape.Length == 0 ? 1 : shape[0] * inputs; left > 0; left -= Chunk)
        {
            var part = values.AsSpan(0, (int)Math.Min(Chunk, left));
            if (shape.Length > 1)
            {
                random.Normal(part, 0, 1 / Math.Sqrt(inputs));
            }
            else
            {
                part.Fill(name.EndsWith(".bias", StringComparison.Ordinal) ? 0 : 1);
            }

            FloatCodec.Encode(type, part, bytes);
            stream.Write(bytes, 0, part.Length * type.Size());
        }
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }

    private static void Unpack(string from, string to)
    {
        using var packed = new GZipStream(File.OpenRead(from), CompressionMode.Decompress);
        using var unpacked = File.Create(to);
        packed.CopyTo(unpacked);
    }
}
