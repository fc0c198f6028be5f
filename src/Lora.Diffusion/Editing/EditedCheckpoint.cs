using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>
/// Writes a model anew with the weights that stand in for its own (<see cref="AdaptableLayer.Overlay"/>, <see cref="AdaptableLayer.BiasOverlay"/>): the
/// same layout, names, element types and bytes everywhere else. A file stays a file (always safetensors), a folder a folder.
/// </summary>
public static class EditedCheckpoint
{
    /// <param name="model">Parts with overlays are loaded.</param>
    /// <param name="path">The file or folder to write; written beside and renamed, so that it is whole or not there.</param>
    /// <param name="metadata">Entries that a single file gets beside its own.</param>
    /// <returns>The number of weights and biases that were changed.</returns>
    /// <exception cref="CheckpointException">The model's files cannot be used.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static int Save(IDiffusionModel model, string path, IReadOnlyDictionary<string, string> metadata)
    {
        var parts = new List<PartWeights>();
        try
        {
            var edits = Edits(model, parts);
            var beside = $"{path}.{Environment.ProcessId}.tmp";
            if (Directory.Exists(model.Source.Location))
            {
                CopyFolder(model.Source.Location, beside, edits);
                if (Directory.Exists(path))
                {
                    Directory.Delete(path, recursive: true);
                }

                Directory.Move(beside, path);
            }
            else
            {
                Write(model.Source.Location, beside, edits, metadata);
                File.Move(beside, path, overwrite: true);
            }

            return edits.Count;
        }
        finally
        {
            parts.ForEach(part => part.Dispose());
        }
    }

    private static List<(StoredTensor Place, float[] Values)> Edits(IDiffusionModel model, List<PartWeights> parts)
    {
        var edits = new List<(StoredTensor, float[])>();
        foreach (var group in model.AdapterGroups)
        {
            var weights = model.Source.Open(group.Part);
            parts.Add(weights);
            foreach (var layer in group.Everything.Concat(group.Norms).Select(target => target.Layer))
            {
                Add("weight", layer, layer.Overlay);
                Add("bias", layer, layer.BiasOverlay);
            }

            void Add(string leaf, AdaptableLayer layer, Tensor? overlay)
            {
                if (overlay is not null)
                {
                    var name = $"{layer.Path}.{leaf}";
                    edits.Add((weights.Find(name) ?? throw new CheckpointException(weights.Place, $"'{name}' is not in it."), overlay.ToFloats()));
                }
            }
        }

        return edits;
    }

    private static void CopyFolder(string from, string to, List<(StoredTensor Place, float[] Values)> edits)
    {
        var edited = edits.GroupBy(edit => Path.GetFullPath(edit.Place.Path)).ToDictionary(file => file.Key, file => file.ToList());
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            if (!edited.TryGetValue(Path.GetFullPath(file), out var changes))
            {
                File.Copy(file, copy);
            }
            else if (Path.GetExtension(file) == ".safetensors")
            {
                Write(file, copy, changes, new Dictionary<string, string>());
            }
            else
            {
                throw new CheckpointException(file, "only safetensors files of a folder can be written anew: save the model as safetensors first.");
            }
        }
    }

    private static void Write(string from, string to, List<(StoredTensor Place, float[] Values)> edits, IReadOnlyDictionary<string, string> metadata)
    {
        using var file = TensorFile.Open(from);
        var entries = file.Metadata.Concat(metadata).GroupBy(entry => entry.Key).ToDictionary(group => group.Key, group => group.Last().Value);
        var writer = new SafetensorsWriter(entries.Count > 0 ? entries : null);
        var byName = edits.ToLookup(edit => edit.Place.Name, StringComparer.Ordinal);
        foreach (var name in file.Names)
        {
            writer.Add(name, file.DTypeOf(name), file.ShapeOf(name),
                stream => stream.Write(byName.Contains(name) ? Edited(file, name, byName[name]) : file.BytesOf(name)));
        }

        writer.Save(to);
    }

    private static ReadOnlySpan<byte> Edited(ITensorFile file, string name, IEnumerable<(StoredTensor Place, float[] Values)> edits)
    {
        var type = file.DTypeOf(name);
        var bytes = file.BytesOf(name).ToArray();
        foreach (var (place, values) in edits)
        {
            var each = bytes.Length / place.Part.Count;
            FloatCodec.Encode(type, place.IsTransposed ? Turned(values, place.Shape) : values, bytes.AsSpan(place.Part.Index * each, each));
        }

        return bytes;
    }

    private static float[] Turned(float[] values, IReadOnlyList<long> shape)
    {
        var (rows, columns) = ((int)shape[0], (int)shape[1]);
        var turned = new float[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            turned[i % columns * rows + i / columns] = values[i];
        }

        return turned;
    }
}
