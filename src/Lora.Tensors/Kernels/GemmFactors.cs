namespace Lora.Tensors.Kernels;

/// <summary>Where a product's left factor comes from.</summary>
internal unsafe interface ILeft
{
    /// <summary>Writes element (row + i, k + p) to to[p * rows + i] for i below <paramref name="rows"/> (1 to 8) and p below <paramref
    /// name="count"/>.</summary>
    void Pack(float* to, int row, int rows, int k, int count);

    /// <summary>Where the matrix lies already, if a tile can read it there.</summary>
    bool Lies(out TileLeft from);
}

/// <summary>
/// The left factor as a tile reads it: element (i, p) at From[i * Step + p] where it lies by rows, at From[p * Step + i] else (packed: Step is the number of
/// rows), times Alpha, rounded once.
/// </summary>
internal unsafe struct TileLeft
{
    public float* From;
    public nint Step;
    public bool ByRows;
    public float Alpha;

    public static TileLeft Packed(float* from, int rows) => new() { From = from, Step = rows, Alpha = 1 };

    /// <summary>The same matrix from another row and step of k on.</summary>
    public readonly TileLeft At(nint row, nint k) => this with { From = Place(row, k) };

    /// <summary>Where that begins.</summary>
    public readonly float* Place(nint row, nint k) => From + (ByRows ? row * Step + k : k * Step + row);
}

/// <summary>Where a product's right factor comes from.</summary>
internal unsafe interface IRight
{
    /// <summary>Writes element (k + p, column + j) to to[p * panel + j] for j below <paramref name="columns"/> and zeros for j from there to below <paramref
    /// name="panel"/>.</summary>
    void Pack(float* to, int column, int columns, int panel, int k, int count);

    /// <summary>Where the matrix lies already, if element (k, column) is at from[k * step + column].</summary>
    bool Lies(out float* from, out nint step);
}

/// <summary>Where a product's result goes.</summary>
internal unsafe struct GemmTarget
{
    public float* C;
    public nint CRow;
    public bool Accumulate;
    public float* Bias;

    /// <summary>A second product whose steps of k come after those of the first, in the same sums.</summary>
    public GemmTail Tail;
}

/// <summary>A thin product added to another: <see cref="Left"/>, which lies by rows, times <see cref="Right"/>, over <see cref="Depth"/> steps (0:
/// none).</summary>
internal struct GemmTail
{
    public StridedLeft Left;
    public StridedRight<StoredFloat32> Right;
    public int Depth;
}
