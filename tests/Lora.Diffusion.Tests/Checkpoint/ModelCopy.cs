using System.Text.Json;
using Lora.Testing;
using Lora.Tensors;

namespace Lora.Diffusion.Tests.Checkpoint;

/// <summary>A copy of the tiny model in a temporary folder, to be damaged.</summary>
internal sealed class ModelCopy : IDisposable
{
    public ModelCopy()
    {
        var source = Path.Combine(GoldenFolder.Project, "models", "sd15-tiny");
        Root = Directory.CreateTempSubdirectory("lora-model-").FullName;
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(Root, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    public string Root { get; }

    public string UNetWeights => At("unet", "diffusion_pytorch_model.safetensors");

    public string VaeWeights => At("vae", "diffusion_pytorch_model.safetensors");

    public string At(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    public void Replace(string file, string old, string replacement)
    {
        var text = File.ReadAllText(file);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(file, text.Replace(old, replacement, StringComparison.Ordinal));
    }

    /// <summary>Writes a weights file again, tensor by tensor under the name (null: not), type and shape that the change gives.</summary>
    public static void Rewrite(string file, Func<SafetensorsTensor, string?> rename, Func<SafetensorsTensor, SafetensorsDType>? dtype = null,
        Func<SafetensorsTensor, IReadOnlyList<long>>? shape = null, string? target = null)
    {
        var writer = new SafetensorsWriter();
        using (var source = new SafetensorsFile(file))
        {
            foreach (var tensor in source.Tensors)
            {
                if (rename(tensor) is { } name)
                {
                    var type = dtype?.Invoke(tensor) ?? tensor.DType;
                    if (FloatCodec.Supports(type))
                    {
                        writer.AddFloats(name, type, shape?.Invoke(tensor) ?? tensor.Shape, source.ReadFloats(tensor.Name));
                    }
                    else
                    {
                        writer.Add(name, type, shape?.Invoke(tensor) ?? tensor.Shape, new byte[tensor.Count * type.Size()]);
                    }
                }
            }
        }

        writer.Save(target ?? file);
    }

    /// <summary>Cuts the U-Net's weights into two files and an index.</summary>
    public void Shard()
    {
        static bool First(string name) => string.CompareOrdinal(name, "mid") < 0;
        string[] names = ["diffusion_pytorch_model-00001-of-00002.safetensors", "diffusion_pytorch_model-00002-of-00002.safetensors"];
        Dictionary<string, string> map;
        using (var source = new SafetensorsFile(UNetWeights))
        {
            map = source.Names.ToDictionary(n => n, n => First(n) ? names[0] : names[1], StringComparer.Ordinal);
        }

        Rewrite(UNetWeights, t => First(t.Name) ? t.Name : null, target: At("unet", names[0]));
        Rewrite(UNetWeights, t => First(t.Name) ? null : t.Name, target: At("unet", names[1]));
        File.Delete(UNetWeights);
        File.WriteAllText(At("unet", "diffusion_pytorch_model.safetensors.index.json"), JsonSerializer.Serialize(new { weight_map = map }));
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
