using Lora.Tensors;

namespace Lora.Training;

/// <summary>Orthogonal matrices from free ones by Cayley's transform: Q = B - B^T, R = (I + Q) (I - Q)^-1.</summary>
internal static class Rotations
{
    private const double Eps = 1e-8;

    /// <param name="blocks">B, [..., n, n].</param>
    /// <param name="limit">Of the norm of all Q together; 0: none.</param>
    /// <param name="multiplier">1: R itself; less leads back to I along a line.</param>
    public static Tensor Of(Tensor blocks, double limit, double multiplier)
    {
        var skew = blocks.Sub(blocks.Transpose(-1, -2));
        if (limit > 0)
        {
            skew = skew.Mul(skew.Norm().Affine(1, Eps).Reciprocal().Affine(limit, 0).Minimum(blocks.Runtime.Ones([])));
        }

        var identity = Identity(blocks);
        var rotation = identity.Add(skew).MatMul(identity.Sub(skew).Inverse());
        return multiplier == 1 ? rotation : rotation.Affine(multiplier, 0).Add(identity, 1 - multiplier);
    }

    private static Tensor Identity(Tensor blocks)
    {
        var size = blocks.Size(-1);
        return blocks.Runtime.Ones([size, size]).Triu().Tril();
    }
}
