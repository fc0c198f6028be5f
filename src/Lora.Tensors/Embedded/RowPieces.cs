namespace Lora.Tensors.Embedded;

/// <summary>
/// A range of the pieces that a nest's inner rows are cut into, walked one by one. Operands come with a step of 0 (one value) or 1, gathered into a
/// buffer where their own stride is another; operand 0 is the target.
/// </summary>
internal unsafe struct RowPieces
{
    private readonly LoopNest _nest;
    private readonly int _size;
    private readonly long _end, _perRow;
    private fixed long _offsets[LoopNest.Operands];
    private long _next, _at;

    public RowPieces(in LoopNest nest, int size, long first, long end)
    {
        this._nest = nest;
        this._size = size;
        this._end = end;
        _perRow = (nest.InnerSize + size - 1) / size;
        _next = first;
    }

    /// <summary>Elements of the current piece.</summary>
    public int Length { get; private set; }

    public bool Next()
    {
        if (_next >= _end)
        {
            return false;
        }

        var row = _perRow == 1 ? _next : _next / _perRow;
        _at = (_next - row * _perRow) * _size;
        _next++;
        Length = (int)Math.Min(_size, _nest.InnerSize - _at);
        fixed (long* o = _offsets)
        {
            _nest.Offsets(row, o);
        }

        return true;
    }

    public readonly float* Operand(int operand, float* data, float* buffer, out int step)
    {
        var stride = _nest.InnerStride(operand);
        var row = data + _offsets[operand] + stride * _at;
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
    public readonly float* Target(float* data, float* buffer) => _nest.InnerStride(0) == 1 ? data + _offsets[0] + _at : buffer;

    public readonly void Scatter(float* data, float* buffer)
    {
        var stride = _nest.InnerStride(0);
        if (stride == 1)
        {
            return;
        }

        var row = data + _offsets[0] + stride * _at;
        for (var i = 0; i < Length; i++)
        {
            row[i * stride] = buffer[i];
        }
    }
}
