namespace Lora.Tensors.Kernels;

/// <summary>
/// One matrix product C[M, N] = A[M, K] B[K, N], plus what the flags say. Strides are in elements. Every element of C is one running sum over k ascending,
/// each step a fused multiply-add, begun from 0, <see cref="Bias"/>, the old C, or (both given) old C + bias: so its bits depend on nothing else.
/// </summary>
internal unsafe struct GemmCall()
{
    public int M, N, K;

    /// <summary>Element (m, k) at A[m * ARow + k * ACol]; any strides, fastest where one of them is 1.</summary>
    public float* A;

    public nint ARow, ACol;

    /// <summary>Element (k, n) at B[k * BRow + n * BCol] of <see cref="BType"/>: a linear layer's weight [out, in] has BRow 1 and BCol in.</summary>
    public void* B;

    public nint BRow, BCol;

    /// <summary>Float32, Float16 or BFloat16; the latter two are converted exactly on the way.</summary>
    public DType BType = DType.Float32;

    /// <summary>Element (m, n) at C[m * CRow + n]; overlaps neither A nor B.</summary>
    public float* C;

    public nint CRow;

    /// <summary>C += A B instead of C = A B.</summary>
    public bool Accumulate;

    /// <summary>N floats, one a column, or null.</summary>
    public float* Bias;

    /// <summary>Multiplies every element of A as it is read (rounded once, before the sum).</summary>
    public float Alpha = 1;

    /// <summary>A thin second product in the same sums, after the first one's last step of k.</summary>
    public GemmTail Tail;
}
