using Lora.Tensors;

namespace Lora.Training;

/// <summary>Convolution weights as a small core with the kernel and a matrix for each side.</summary>
internal static class Tucker
{
    /// <param name="core">[r, s, kh, kw].</param>
    /// <param name="outputs">[r, out].</param>
    /// <param name="inputs">[s, in].</param>
    /// <returns>[out, in, kh, kw].</returns>
    public static Tensor Product(Tensor core, Tensor outputs, Tensor inputs)
    {
        int rank = core.Size(0), other = core.Size(1), height = core.Size(2), width = core.Size(3);
        int outs = outputs.Size(1), ins = inputs.Size(1);
        var left = outputs.Transpose(0, 1).MatMul(core.Reshape(rank, -1)).Reshape(outs, other, height * width);
        return inputs.Transpose(0, 1).MatMul(left).Reshape(outs, ins, height, width);
    }
}
