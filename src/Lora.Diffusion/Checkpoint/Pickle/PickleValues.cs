namespace Lora.Diffusion;

/*
 * What a pickle makes is held as: null (None), bool, long, double, string, object?[] (a tuple), PickledList, PickledDict, PickledStorage, PickledTensor,
 * PickledName, PickledOpaque, PickledData. Nothing else.
 */

/// <summary>A list, or a set: nobody asks which.</summary>
internal sealed class PickledList
{
    public List<object?> Items { get; } = [];
}

/// <summary>A dict, in the order of the file. What stands twice is kept twice: no dict that Python wrote has that.</summary>
internal sealed class PickledDict
{
    private static readonly List<(object? Key, object? Value)> None = [];
    private List<(object? Key, object? Value)>? _entries; // most dicts of a checkpoint are a tensor's hooks, and empty

    public IReadOnlyList<(object? Key, object? Value)> Entries => _entries ?? None;

    public void Add(object? key, object? value) => (_entries ??= []).Add((key, value));
}

/// <summary>Something of Python's that is known here, such as <c>torch.FloatStorage</c>; it may be called.</summary>
/// <param name="Name">Module and name.</param>
internal sealed record PickledName(string Name);

/// <summary>Something of Python's that is not known here, or what a call of it would have made. It stays as it is, whatever is done to it.</summary>
/// <param name="Name">Module and name.</param>
internal sealed record PickledOpaque(string Name);

/// <summary>Data that no tensor needs: bytes, a number of more than 64 bits, a string too long for a name.</summary>
internal sealed record PickledData
{
    public static PickledData Instance { get; } = new();
}
