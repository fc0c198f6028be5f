using System.Runtime.InteropServices;

namespace Lora.Bench;

/// <summary>Floats outside the managed heap, aligned to cache lines, filled with repeatable noise of -1 to 1.</summary>
public sealed unsafe class FloatBuffer : IDisposable
{
    public FloatBuffer(long count)
    {
        Data = (float*)NativeMemory.AlignedAlloc((nuint)count * sizeof(float), 64);
        var state = 1u;
        for (long i = 0; i < count; i++)
        {
            state = state * 1664525 + 1013904223;
            Data[i] = (int)state / (float)int.MaxValue;
        }
    }

    public float* Data { get; }

    public void Dispose() => NativeMemory.AlignedFree(Data);
}
