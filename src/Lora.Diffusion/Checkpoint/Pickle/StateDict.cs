using System.Globalization;

namespace Lora.Diffusion;

/// <summary>Finds the named tensors in what a checkpoint's pickle made.</summary>
internal sealed class StateDict
{
    private const string Key = "state_dict";
    private const int MaxDepth = 32;
    private const int MaxNameLength = 1024;
    private const int MaxTensors = 100_000;

    private readonly string _path;
    private readonly HashSet<object> _dicts = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<object> _others = new(ReferenceEqualityComparer.Instance);

    /// <summary>The tensors by their names, those of a dict in a dict with both keys and a dot between.</summary>
    public SortedDictionary<string, PickledTensor> Tensors { get; } = new(StringComparer.Ordinal);

    /// <param name="path">The file, for messages.</param>
    /// <param name="root">A state dict, or a dict with one under <c>state_dict</c>: then nothing else of it is looked at.</param>
    /// <exception cref="CheckpointException">There are no tensors, or something that takes code to be read.</exception>
    public StateDict(string path, object? root)
    {
        _path = path;
        var inner = root is PickledDict dict ? dict.Entries.Where(e => e.Key is Key).Select(e => e.Value).ToArray() : [];
        var tensors = inner switch { [] => root, [var only] => only, _ => throw Twice(Key) };
        switch (tensors)
        {
            case PickledDict:
                Visit(tensors, "", 0);
                break;
            case PickledOpaque opaque:
                throw PickleFault.Refused(path, $"it holds a whole '{PickleFault.Shown(opaque.Name)}' instead of its weights, which takes code to be read. "
                    + "Save its state_dict(), or use a .safetensors file of the model.");
            default:
                throw PickleFault.Refused(path, "it holds no dict of tensors. Use a checkpoint of a model, or a .safetensors file of it.");
        }

        if (Tensors.Count == 0)
        {
            throw PickleFault.Refused(path, "there are no tensors in it. Use a checkpoint of a model, or a .safetensors file of it.");
        }
    }

    private void Visit(object? value, string name, int depth)
    {
        switch (value)
        {
            case PickledTensor tensor:
                if (!Tensors.TryAdd(name, tensor))
                {
                    throw Twice(name);
                }

                if (Tensors.Count > MaxTensors)
                {
                    throw PickleFault.Refused(_path, $"it names more than {MaxTensors} tensors: it is malicious or damaged; do not use it.");
                }

                break;
            case PickledDict dict:
                if (!_dicts.Add(dict) || depth > MaxDepth)
                {
                    throw PickleFault.Refused(_path, $"'{PickleFault.Shown(name)}' in it lies too deep, or is a dict that stands in two places. "
                        + "Save it with each tensor under its own name, or use a .safetensors file of the model.");
                }

                foreach ((var key, var inner) in dict.Entries)
                {
                    Visit(inner, Joined(name, key), depth + 1);
                }

                break;
            default:
                RefusePrograms(value, name, depth);
                break;
        }
    }

    /// <summary>What is no tensor with a name is left out, but must not take code to be read.</summary>
    private void RefusePrograms(object? value, string name, int depth)
    {
        if (value is PickledOpaque opaque)
        {
            throw PickleFault.Refused(_path, $"'{PickleFault.Shown(name)}' in it is a '{PickleFault.Shown(opaque.Name)}', which takes code to be read. "
                + "Save only tensors, or use a .safetensors file of the model.");
        }

        var items = value switch
        {
            PickledList list => list.Items,
            PickledDict dict => dict.Entries.SelectMany(e => new[] { e.Key, e.Value }),
            object?[] tuple => tuple,
            _ => null,
        };
        if (items is null || !_others.Add(value!))
        {
            return;
        }

        if (depth > MaxDepth)
        {
            throw PickleFault.Damaged(_path, $"'{PickleFault.Shown(name)}' in it lies too deep");
        }

        foreach (var item in items)
        {
            RefusePrograms(item, name, depth + 1);
        }
    }

    private string Joined(string name, object? key)
    {
        RefusePrograms(key, name, 0);
        var last = key switch
        {
            string text => text,
            long number => number.ToString(CultureInfo.InvariantCulture),
            _ => throw PickleFault.Damaged(_path, $"a key in '{PickleFault.Shown(name)}' is no text"),
        };
        var joined = name.Length == 0 ? last : $"{name}.{last}";
        return joined.Length <= MaxNameLength ? joined : throw PickleFault.Damaged(_path, $"the name '{PickleFault.Shown(joined)}' is too long");
    }

    private CheckpointException Twice(string name) => PickleFault.Damaged(_path, $"'{PickleFault.Shown(name)}' stands twice in it");
}
