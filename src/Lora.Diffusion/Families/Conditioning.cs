using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>What conditions a prediction, one row a sample: the one value from text encoder and cache to the U-Net.</summary>
/// <param name="Context">Token states [n, tokens, width].</param>
/// <param name="Pooled">A state of the whole text [n, width]; null where the family has none.</param>
/// <param name="Sizes">Sizes of the picture [n, k]; null where the family has none.</param>
public sealed record Conditioning(Tensor Context, Tensor? Pooled = null, Tensor? Sizes = null)
{
    private const string ContextName = "context";
    private const string PooledName = "pooled";
    private const string SizesName = "sizes";

    /// <summary>n.</summary>
    public int Rows => Context.Size(0);

    /// <summary>Tokens of each row.</summary>
    public int Tokens => Context.Size(1);

    /// <summary>All rows of the parts in their order; every part has as many tokens and the same members.</summary>
    /// <exception cref="ArgumentException">There is no part, or they do not go together.</exception>
    public static Conditioning Concat(params ReadOnlySpan<Conditioning> parts)
    {
        if (parts.Length == 0)
        {
            throw new ArgumentException("no conditioning to join", nameof(parts));
        }

        var first = parts[0];
        if (parts.Length == 1)
        {
            return first;
        }

        foreach (var part in parts)
        {
            if (part.Tokens != first.Tokens || part.Pooled is null != first.Pooled is null || part.Sizes is null != first.Sizes is null)
            {
                throw new ArgumentException("conditionings of different form cannot be joined", nameof(parts));
            }
        }

        return new Conditioning(
            Joined(parts, part => part.Context),
            first.Pooled is null ? null : Joined(parts, part => part.Pooled!),
            first.Sizes is null ? null : Joined(parts, part => part.Sizes!));
    }

    /// <summary>Rows from <paramref name="start"/> up to, not including, <paramref name="end"/>.</summary>
    public Conditioning Slice(int start, int end) => new(Context.Slice(0, start, end), Pooled?.Slice(0, start, end), Sizes?.Slice(0, start, end));

    /// <summary>The values on the host, under names that do not change: what a cache keeps.</summary>
    public IReadOnlyList<NamedArray> ToArrays() =>
        [.. Members(this).Select(member => new NamedArray(member.Name, member.Value.Shape.ToArray(), member.Value.ToFloats()))];

    /// <summary>Restores what <see cref="ToArrays"/> gave, in the scope that is open now.</summary>
    /// <exception cref="ArgumentException">There is no context among the arrays.</exception>
    public static Conditioning FromArrays(TensorRuntime runtime, IEnumerable<NamedArray> arrays)
    {
        var byName = arrays.ToDictionary(array => array.Name, array => runtime.FromFloats(array.Values, array.Shape), StringComparer.Ordinal);
        return byName.TryGetValue(ContextName, out var context)
            ? new Conditioning(context, byName.GetValueOrDefault(PooledName), byName.GetValueOrDefault(SizesName))
            : throw new ArgumentException($"no '{ContextName}' among the arrays", nameof(arrays));
    }

    /// <summary>Moves the tensors to the scope around <paramref name="scope"/>.</summary>
    public Conditioning KeptBy(TensorScope scope)
    {
        foreach (var (_, value) in Members(this))
        {
            scope.Keep(value);
        }

        return this;
    }

    private static IEnumerable<(string Name, Tensor Value)> Members(Conditioning conditioning)
    {
        yield return (ContextName, conditioning.Context);
        if (conditioning.Pooled is { } pooled)
        {
            yield return (PooledName, pooled);
        }

        if (conditioning.Sizes is { } sizes)
        {
            yield return (SizesName, sizes);
        }
    }

    private static Tensor Joined(ReadOnlySpan<Conditioning> parts, Func<Conditioning, Tensor> member)
    {
        var tensors = new Tensor[parts.Length];
        for (var i = 0; i < tensors.Length; i++)
        {
            tensors[i] = member(parts[i]);
        }

        return tensors[0].Runtime.Cat(tensors, 0);
    }
}

/// <summary>A tensor's values on the host.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Values">Row-major.</param>
public sealed record NamedArray(string Name, int[] Shape, float[] Values);
