using Lora.Tensors;

namespace Lora.Training;

/// <summary>
/// Clipping by the total norm of all groups, on the device: gradients are scaled by min(1, limit / (norm + 1e-6)) as torch.nn.utils.clip_grad_norm_ does.
/// </summary>
internal static class GradientClip
{
    /// <param name="groups">Whose flat gradients are scaled in place.</param>
    /// <param name="limit">kohya's <c>max_grad_norm</c>; 0 leaves the gradients as they are.</param>
    /// <returns>The norm before clipping, 0-dimensional, in the caller's scope; null when <paramref name="limit"/> is 0.</returns>
    public static Tensor? Apply(IReadOnlyList<ParameterGroup> groups, double limit)
    {
        if (limit <= 0 || groups.Count == 0)
        {
            return null;
        }

        using var off = groups[0].Values.Runtime.NoGrad();
        Tensor? total = null;
        foreach (var group in groups)
        {
            // the squares are as many as what is trained: gone before anything else is made
            Tensor sum;
            using (var scope = group.Values.Runtime.NewScope())
            {
                sum = scope.Keep(group.Gradients.Mul(group.Gradients).Sum());
            }

            total = total is null ? sum : total.Add(sum);
        }

        var norm = total!.Sqrt();
        var factor = norm.Affine(1, 1e-6).Reciprocal().Affine(limit, 0).Clamp(max: 1);
        foreach (var group in groups)
        {
            group.Gradients.Mul_(factor);
        }

        return norm;
    }
}
