namespace Lora.Tensors.Kernels;

/// <summary>Columns in panels of at most a tile's registers, which differ by one register at most.</summary>
internal readonly struct ColumnPanels(int columns, int width, int most)
{
    private readonly int _registers = (columns + width - 1) / width;

    public int Count => (_registers + most - 1) / most;

    /// <summary>First column of a panel, its columns with those that only fill a register, and without.</summary>
    public (int First, int Panel, int Filled) this[int q]
    {
        get
        {
            int each = _registers / Count, more = _registers % Count, first = (q * each + Math.Min(q, more)) * width;
            var panel = (each + (q < more ? 1 : 0)) * width;
            return (first, panel, Math.Min(panel, columns - first));
        }
    }
}
