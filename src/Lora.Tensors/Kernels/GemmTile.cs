using System.Runtime.CompilerServices;

namespace Lora.Tensors.Kernels;

/// <summary>A number known when code is compiled: the tile's loops unroll on it and untaken branches vanish.</summary>
internal interface IConst { static abstract int Value { get; } }

internal readonly struct One : IConst { public static int Value => 1; }

internal readonly struct Two : IConst { public static int Value => 2; }

internal readonly struct Three : IConst { public static int Value => 3; }

internal readonly struct Four : IConst { public static int Value => 4; }

internal readonly struct Five : IConst { public static int Value => 5; }

internal readonly struct Six : IConst { public static int Value => 6; }

/// <summary>
/// The innermost product: up to 6 rows by one or two registers of C, held in registers while k runs. Six by two is what 16 registers hold (12 sums, 2 of B, 1 of A),
/// and enough independent sums for two fused units with a latency of 4.
/// </summary>
internal static unsafe class GemmTile<TSimd, T> where TSimd : struct, ISimd<T> where T : struct
{
    public const int Rows = 6;

    /// <summary>
    /// C[i, j] = start[i, j] + sum over k of a[k * rows + i] * b[k * bStep + j], for <paramref name="rows"/> rows (1 to 6) and <paramref name="registers"/> (1 or 2) registers of columns.
    /// <paramref name="startRow"/> 0 begins every row from the same values.
    /// </summary>
    public static void Run(int rows, int registers, nint k, float* a, float* b, nint bStep, float* start, nint startRow, float* c, nint cRow)
    {
        if (registers == 2)
        {
            switch (rows)
            {
                case 6: Run<Six, Two>(k, a, b, bStep, start, startRow, c, cRow); break;
                case 5: Run<Five, Two>(k, a, b, bStep, start, startRow, c, cRow); break;
                case 4: Run<Four, Two>(k, a, b, bStep, start, startRow, c, cRow); break;
                case 3: Run<Three, Two>(k, a, b, bStep, start, startRow, c, cRow); break;
                case 2: Run<Two, Two>(k, a, b, bStep, start, startRow, c, cRow); break;
                default: Run<One, Two>(k, a, b, bStep, start, startRow, c, cRow); break;
            }
        }
        else
        {
            switch (rows)
            {
                case 6: Run<Six, One>(k, a, b, bStep, start, startRow, c, cRow); break;
                case 5: Run<Five, One>(k, a, b, bStep, start, startRow, c, cRow); break;
                case 4: Run<Four, One>(k, a, b, bStep, start, startRow, c, cRow); break;
                case 3: Run<Three, One>(k, a, b, bStep, start, startRow, c, cRow); break;
                case 2: Run<Two, One>(k, a, b, bStep, start, startRow, c, cRow); break;
                default: Run<One, One>(k, a, b, bStep, start, startRow, c, cRow); break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Run<TRows, TRegisters>(nint k, float* a, float* b, nint bStep, float* start, nint startRow, float* c, nint cRow)
        where TRows : struct, IConst where TRegisters : struct, IConst
    {
        var two = TRegisters.Value == 2;
        int rows = TRows.Value, w = TSimd.Width;
        T c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        T c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default, b1 = default;
        { c00 = TSimd.Load(start); if (two) c01 = TSimd.Load(start + w); }
        if (rows > 1) { start += startRow; c10 = TSimd.Load(start); if (two) c11 = TSimd.Load(start + w); }
        if (rows > 2) { start += startRow; c20 = TSimd.Load(start); if (two) c21 = TSimd.Load(start + w); }
        if (rows > 3) { start += startRow; c30 = TSimd.Load(start); if (two) c31 = TSimd.Load(start + w); }
        if (rows > 4) { start += startRow; c40 = TSimd.Load(start); if (two) c41 = TSimd.Load(start + w); }
        if (rows > 5) { start += startRow; c50 = TSimd.Load(start); if (two) c51 = TSimd.Load(start + w); }
        for (; k > 0; k--)
        {
            var b0 = TSimd.Load(b);
            if (two) b1 = TSimd.Load(b + w);
            { var x = TSimd.Broadcast(a[0]); c00 = TSimd.MultiplyAdd(x, b0, c00); if (two) c01 = TSimd.MultiplyAdd(x, b1, c01); }
            if (rows > 1) { var x = TSimd.Broadcast(a[1]); c10 = TSimd.MultiplyAdd(x, b0, c10); if (two) c11 = TSimd.MultiplyAdd(x, b1, c11); }
            if (rows > 2) { var x = TSimd.Broadcast(a[2]); c20 = TSimd.MultiplyAdd(x, b0, c20); if (two) c21 = TSimd.MultiplyAdd(x, b1, c21); }
            if (rows > 3) { var x = TSimd.Broadcast(a[3]); c30 = TSimd.MultiplyAdd(x, b0, c30); if (two) c31 = TSimd.MultiplyAdd(x, b1, c31); }
            if (rows > 4) { var x = TSimd.Broadcast(a[4]); c40 = TSimd.MultiplyAdd(x, b0, c40); if (two) c41 = TSimd.MultiplyAdd(x, b1, c41); }
            if (rows > 5) { var x = TSimd.Broadcast(a[5]); c50 = TSimd.MultiplyAdd(x, b0, c50); if (two) c51 = TSimd.MultiplyAdd(x, b1, c51); }
            a += rows;
            b += bStep;
        }

        { TSimd.Store(c00, c); if (two) TSimd.Store(c01, c + w); }
        if (rows > 1) { c += cRow; TSimd.Store(c10, c); if (two) TSimd.Store(c11, c + w); }
        if (rows > 2) { c += cRow; TSimd.Store(c20, c); if (two) TSimd.Store(c21, c + w); }
        if (rows > 3) { c += cRow; TSimd.Store(c30, c); if (two) TSimd.Store(c31, c + w); }
        if (rows > 4) { c += cRow; TSimd.Store(c40, c); if (two) TSimd.Store(c41, c + w); }
        if (rows > 5) { c += cRow; TSimd.Store(c50, c); if (two) TSimd.Store(c51, c + w); }
    }
}
