namespace Lora.Diffusion;

/// <summary>What a pickle asks Python to import and to call: a few known calls are done here, all others make something opaque.</summary>
/// <param name="reader">Says where the pickle stands, for messages.</param>
internal sealed class PickleObjects(PickleReader reader)
{
    private readonly Dictionary<string, PickledStorage> _storages = new(StringComparer.Ordinal);

    /// <summary>The storages that were named, by key.</summary>
    public IReadOnlyDictionary<string, PickledStorage> Storages => _storages;

    /// <summary>What module and name stand for.</summary>
    public object Global(object? module, object? name) => module is string from && name is string what
        ? PickleGlobals.Find(from, what) ?? throw reader.Malicious($"{from}.{what}")
        : throw reader.Damaged("its pickle names something by what is no text");

    /// <summary>What a call would make.</summary>
    public object Call(object? callee, object? arguments) => callee switch
    {
        PickledOpaque opaque => opaque,
        PickledName known when arguments is object?[] tuple => Call(known, tuple),
        _ => throw reader.Damaged("its pickle calls what cannot be called"),
    };

    /// <summary>What a reference to something beside the pickle stands for: a storage.</summary>
    public object Persistent(object? reference)
    {
        switch (reference)
        {
            // what may follow is the part of a storage, as PyTorch before 0.4 wrote them
            case object?[] and ["storage", PickledName type, string key, _, long and >= 0 and var count, .. var rest]
                when PickleGlobals.IsStorage(type, out var dtype) && rest is [] or [null]:
                var storage = new PickledStorage(key, dtype, count);
                return _storages.TryAdd(key, storage) || _storages[key] == storage
                    ? storage
                    : throw reader.Damaged($"its storage '{PickleFault.Shown(key)}' is named in two ways");
            case object?[] and ["storage", PickledOpaque unknown, ..]:
                return unknown;
            case object?[] and ["module", PickledOpaque module, ..]: // a model saved whole, with its source
                return module;
            default:
                throw reader.Damaged("its pickle refers to something as PyTorch never does");
        }
    }

    /// <summary>Adds to a list; to something opaque, nothing.</summary>
    public object? Append(object? list, object?[] items)
    {
        if (list is PickledList known)
        {
            known.Items.AddRange(items);
            return list;
        }

        return list is PickledOpaque ? list : throw reader.Damaged("its pickle adds to what is no list");
    }

    /// <summary>Adds to a dict, by key and value in turn; to something opaque, nothing.</summary>
    public object? SetItems(object? dict, object?[] pairs)
    {
        if (pairs.Length % 2 != 0 || dict is not (PickledDict or PickledOpaque))
        {
            throw reader.Damaged("its pickle adds to what is no dict, or a key without a value");
        }

        for (var i = 0; i < pairs.Length; i += 2)
        {
            (dict as PickledDict)?.Add(pairs[i], pairs[i + 1]);
        }

        return dict;
    }

    private object Call(PickledName callee, object?[] arguments) => (callee.Name, arguments) switch
    {
        (PickleGlobals.OrderedDict, []) => new PickledDict(),
        (PickleGlobals.OrderedDict, [PickledList pairs]) => Ordered(pairs),
        (PickleGlobals.Size, [object?[] sizes]) => sizes,
        (PickleGlobals.RebuildParameter, [PickledTensor or PickledOpaque, ..]) => arguments[0]!,
        (PickleGlobals.RebuildTensor or PickleGlobals.RebuildTensor2, [PickledOpaque storage, ..]) => storage,
        (PickleGlobals.RebuildTensor, [PickledStorage storage, long offset, object?[] shape, object?[] strides]) => Tensor(storage, offset, shape, strides),
        (PickleGlobals.RebuildTensor2, [PickledStorage storage, long offset, object?[] shape, object?[] strides, ..]) =>
            Tensor(storage, offset, shape, strides),
        _ => throw reader.Damaged($"its pickle calls '{callee.Name}' with what does not belong there"),
    };

    private PickledDict Ordered(PickledList pairs)
    {
        var dict = new PickledDict();
        foreach (var item in pairs.Items)
        {
            // Python 3 writes tuples, Python 2 lists
            var pair = item as object?[] ?? (item as PickledList)?.Items.Take(3).ToArray() ?? [];
            SetItems(dict, pair.Length == 2 ? pair : throw reader.Damaged("its pickle makes a dict of what are no pairs"));
        }

        return dict;
    }

    private PickledTensor Tensor(PickledStorage storage, long offset, object?[] shape, object?[] strides)
    {
        if (!shape.All(n => n is long) || !strides.All(n => n is long))
        {
            throw reader.Damaged("a tensor's shape or strides in it are no numbers");
        }

        try
        {
            return new PickledTensor(storage, offset, [.. shape.Cast<long>()], [.. strides.Cast<long>()]);
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            throw reader.Damaged(e is OverflowException ? "a tensor's size overflows" : e.Message);
        }
    }
}
