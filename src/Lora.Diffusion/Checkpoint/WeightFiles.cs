using System.Text.Json;
using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>The tensors of one model part: a safetensors file, or several that an index joins.</summary>
public sealed class WeightFiles : IDisposable
{
    private readonly List<SafetensorsFile> _files = [];
    private readonly SortedDictionary<string, SafetensorsFile> _byName = new(StringComparer.Ordinal);

    /// <exception cref="CheckpointException">A file is missing or is no whole safetensors file, or two files hold a tensor of one name.</exception>
    public WeightFiles(IReadOnlyList<string> paths)
    {
        try
        {
            foreach (var path in paths)
            {
                Add(path);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>All names, in ordinal order.</summary>
    public IEnumerable<string> Names => _byName.Keys;

    /// <summary>The file that holds a tensor, or null.</summary>
    public SafetensorsFile? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>
    /// Which files hold a part's weights: <c>stem.safetensors</c>, else the files that <c>stem.safetensors.index.json</c> names, else the same with fp16 before
    /// the ending.
    /// </summary>
    /// <param name="folder">The part's folder.</param>
    /// <param name="stem"><c>diffusion_pytorch_model</c>, or <c>model</c> for a text encoder.</param>
    /// <exception cref="CheckpointException">There are none; the message says so if there are only pickled weights.</exception>
    public static IReadOnlyList<string> Locate(string folder, string stem)
    {
        foreach (var variant in (string[])["", ".fp16"])
        {
            var single = Path.Combine(folder, $"{stem}{variant}.safetensors");
            if (File.Exists(single))
            {
                return [single];
            }

            var index = Path.Combine(folder, $"{stem}.safetensors.index{variant}.json");
            if (File.Exists(index))
            {
                return Shards(folder, index);
            }
        }

        var pickled = File.Exists(Path.Combine(folder, stem + ".bin")) || File.Exists(Path.Combine(folder, "pytorch_" + stem + ".bin"));
        throw new CheckpointException(folder, $"there is no {stem}.safetensors."
            + (pickled ? " The .bin file there holds pickled weights, which can run code: convert it to safetensors." : ""));
    }

    public void Dispose()
    {
        foreach (var file in _files)
        {
            file.Dispose();
        }
    }

    private static string[] Shards(string folder, string index)
    {
        var config = ConfigReader.Open(index);
        if (config.Find("weight_map") is not { ValueKind: JsonValueKind.Object } map)
        {
            throw config.Error("weight_map", "is missing.");
        }

        var names = map.EnumerateObject().Select(p => p.Value.ValueKind == JsonValueKind.String ? p.Value.GetString()! : "")
            .Distinct().Order(StringComparer.Ordinal).ToArray();
        return names.All(n => n.Length > 0 && n == Path.GetFileName(n))
            ? [.. names.Select(n => Path.Combine(folder, n))]
            : throw config.Error("weight_map", "must name files of the same folder.");
    }

    private void Add(string path)
    {
        SafetensorsFile file;
        try
        {
            file = new SafetensorsFile(path);
        }
        catch (SafetensorsException e)
        {
            var problem = e.Message.StartsWith(path, StringComparison.Ordinal) ? e.Message[path.Length..].TrimStart(':', ' ') : e.Message;
            throw new CheckpointException(path, problem, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(path, "the file is missing or cannot be read.", e);
        }

        _files.Add(file);
        foreach (var name in file.Names)
        {
            if (!_byName.TryAdd(name, file))
            {
                throw new CheckpointException(path, $"tensor '{name}' is also in {_byName[name].Path}.");
            }
        }
    }
}
