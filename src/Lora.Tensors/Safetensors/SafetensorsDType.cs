namespace Lora.Tensors;

/// <summary>
/// Element types of a safetensors file. The order is that of the reference library: it decides how a file's tensors are sorted (widest first, so that
/// every tensor starts at a multiple of its element's size).
/// </summary>
public enum SafetensorsDType
{
    Bool,
    U8,
    I8,
    F8E5M2,
    F8E4M3,
    F8E8M0,
    I16,
    U16,
    F16,
    BF16,
    I32,
    U32,
    F32,
    C64,
    F64,
    I64,
    U64,
}

/// <summary>Names and sizes of <see cref="SafetensorsDType"/>.</summary>
public static class SafetensorsDTypes
{
    private static readonly (string Name, int Size)[] Table =
    [
        ("BOOL", 1), ("U8", 1), ("I8", 1), ("F8_E5M2", 1), ("F8_E4M3", 1), ("F8_E8M0", 1), ("I16", 2), ("U16", 2), ("F16", 2), ("BF16", 2),
        ("I32", 4), ("U32", 4), ("F32", 4), ("C64", 8), ("F64", 8), ("I64", 8), ("U64", 8),
    ];

    /// <summary>The name in a file's header, for instance <c>BF16</c>.</summary>
    public static string FileName(this SafetensorsDType dtype) => Table[(int)dtype].Name;

    /// <summary>Bytes of one element.</summary>
    public static int Size(this SafetensorsDType dtype) => Table[(int)dtype].Size;

    /// <summary>The type with that name in a header; false when there is none (case counts).</summary>
    internal static bool TryParse(string name, out SafetensorsDType dtype)
    {
        var index = Array.FindIndex(Table, row => row.Name == name);
        dtype = (SafetensorsDType)Math.Max(index, 0);
        return index >= 0;
    }
}
