using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>A table of vectors, looked up by id.</summary>
internal sealed class Embedding : Module
{
    private readonly Parameter _weight;

    public Embedding(string path, int rows, int width)
        : base(path, "Embedding") => _weight = AddWeight(rows, width);

    public int Rows => _weight.Shape[0];

    /// <summary>[rows, width], in the stored element type.</summary>
    public Tensor Weight => _weight.Value;

    /// <summary>Int64 ids of any shape -> [..., width], fp32.</summary>
    public Tensor Forward(Tensor ids) => Seen(AsFloat(Weight.Embedding(ids)));

    /// <summary>The first <paramref name="count"/> rows, fp32.</summary>
    public Tensor First(int count) => Seen(AsFloat(Weight).Slice(0, 0, count));

    private static Tensor AsFloat(Tensor x) => x.DType == DType.Float32 ? x : x.Cast(DType.Float32);
}
