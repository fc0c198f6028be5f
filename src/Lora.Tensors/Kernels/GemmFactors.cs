namespace Lora.Tensors.Kernels;

/// <summary>Where a product's left factor comes from.</summary>
internal unsafe interface ILeft
{
    /// <summary>Writes element (row + i, k + p) to to[p * rows + i] for i below <paramref name="rows"/> (1 to 8) and p below <paramref
    /// name="count"/>.</summary>
    void Pack(float* to, int row, int rows, int k, int count);

    /// <summary>Where the matrix lies already, if element (row, k) is at from[row * step + k].</summary>
    bool Lies(out float* from, out nint step);
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
}
