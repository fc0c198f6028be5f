namespace Lora.Tensors.Embedded;

/// <summary>
/// A range of the pieces that a nest's inner rows are cut into, walked one by one. Operands come with a step of 0 (one value) or 1, gathered into a
/// buffer where their own stride is another; operand 0 is the target.
/// </summary>
internal unsafe struct RowPieces
{
    readonly LoopNest nest;
    readonly int size;
    readonly long end, perRow;
    fixed long offsets[LoopNest.Operands];
    long next, at;

    public RowPieces(in LoopNest nest, int size, long first, long end)
    {
        this.nest = nest;
        this.size = size;
        this.end = end;
        perRow = (nest.InnerSize + size - 1) / size;
        next = first;
    }

    /// <summary>Elements of the current piece.</summary>
    public int Length { get; private set; }

    public bool Next()
    {
        if (next >= end)
        {
            return false;
        }

        var row = perRow == 1 ? next : next / perRow;
        at = (next - row * perRow) * size;
        next++;
        Length = (int)Math.Min(size, nest.InnerSize - at);
        fixed (long* o = offsets)
        {
            nest.Offsets(row, o);
        }

        return true;
    }

    public readonly float* Operand(int operand, float* data, float* buffer, out int step)
    {
        var stride = nest.InnerStride(operand);
        var row = data + offsets[operand] + stride * at;
        if (stride is 0 or 1)
        {
            step = (int)stride;
            return row;
        }

        for (var i = 0; i < Length; i++)
        {
            buffer[i] = row[i * stride];
        }

        step = 1;
        return buffer;
    }

    /// <summary>Where a piece is written: in place, or in the buffer for <see cref="Scatter"/>.</summary>
    public readonly float* Target(float* data, float* buffer) => nest.InnerStride(0) == 1 ? data + offsets[0] + at : buffer;

    public readonly void Scatter(float* data, float* buffer)
    {
        var stride = nest.InnerStride(0);
        if (stride == 1)
        {
            return;
        }

        var row = data + offsets[0] + stride * at;
        for (var i = 0; i < Length; i++)
        {
            row[i * stride] = buffer[i];
        }
    }
}
