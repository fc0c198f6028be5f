namespace Lora.Vocabulary;

/// <summary>How resizing finds the rank of a layer, with kohya's names (<c>dynamic_method</c>).</summary>
public enum DynamicMethod
{
    /// <summary>The rank that is asked for.</summary>
    Fixed,

    /// <summary><c>sv_ratio</c>: singular values above the largest divided by the number.</summary>
    SvRatio,

    /// <summary><c>sv_fro</c>: so many that the Frobenius norm keeps this share.</summary>
    SvFro,

    /// <summary><c>sv_cumulative</c>: so many that the sum of singular values keeps this share.</summary>
    SvCumulative,
}
