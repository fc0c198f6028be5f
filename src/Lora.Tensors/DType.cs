namespace Lora.Tensors;

/// <summary>
/// Element types. Compute is fp32; fp16 and bf16 are storage for frozen weights, converted where they are used; UInt8 is storage for codes, see
/// <see cref="Tensor.QuantizeBlockwise_"/>.
/// </summary>
public enum DType
{
    Float32,
    Float16,
    BFloat16,
    Int64,
    Bool,
    UInt8,
}

public static class DTypes
{
    /// <summary>Bytes of one element.</summary>
    public static int Size(this DType type) => type switch
    {
        DType.Float32 => 4,
        DType.Float16 or DType.BFloat16 => 2,
        DType.Int64 => 8,
        _ => 1,
    };

    public static bool IsFloat(this DType type) => type is DType.Float32 or DType.Float16 or DType.BFloat16;
}
