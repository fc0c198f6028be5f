using System.Text.RegularExpressions;

namespace Lora.Diffusion;

/// <summary>The names in a diffusers folder's weight files, as they were and as they are.</summary>
internal static partial class DiffusersNames
{
    /// <summary>
    /// Name in a file -> name in the model: the autoencoder's attention layers were called otherwise before 2023, and the text encoder's list of positions is
    /// no weight (null).
    /// </summary>
    public static string? Today(string name) => name == "text_model.embeddings.position_ids" ? null
        : OldAttention().Replace(name, match => match.Groups[1].Value + match.Groups[2].Value switch
        {
            "query" => "to_q",
            "key" => "to_k",
            "value" => "to_v",
            _ => "to_out.0",
        } + match.Groups[3].Value);

    /// <summary>The tensors of a part's files under today's names.</summary>
    /// <param name="place">The file, or the folder of several.</param>
    /// <param name="paths">The files; each tensor is in one of them.</param>
    /// <exception cref="CheckpointException">A file cannot be used, or two tensors stand for one weight.</exception>
    public static PartWeights Open(string place, IReadOnlyList<string> paths)
    {
        var files = new List<ITensorFile>();
        var byName = new Dictionary<string, StoredTensor>(StringComparer.Ordinal);
        var ignored = new List<string>();
        try
        {
            foreach (var path in paths)
            {
                files.Add(new SafetensorsTensors(path));
                Add(files[^1], byName, ignored);
            }
        }
        catch
        {
            files.ForEach(file => file.Dispose());
            throw;
        }

        return new PartWeights(place, files, byName, ignored);
    }

    private static void Add(ITensorFile file, Dictionary<string, StoredTensor> byName, List<string> ignored)
    {
        foreach (var name in file.Names)
        {
            if (Today(name) is not { } today)
            {
                ignored.Add(name);
            }
            else if (!byName.TryAdd(today, new StoredTensor(file, name)))
            {
                var other = byName[today];
                throw new CheckpointException(file.Path, other.Name == name ? $"tensor '{name}' is also in {other.Path}."
                    : $"tensors '{name}' and '{other.Name}' stand for the same weight.");
            }
        }
    }

    [GeneratedRegex(@"^(.+\.attentions\.[0-9]+\.)(query|key|value|proj_attn)(\.(?:weight|bias))\z")]
    private static partial Regex OldAttention();
}
