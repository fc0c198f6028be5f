using Lora.Tensors;

namespace Lora.Training;

/// <summary>
/// The running mean of squares of <see cref="ProdigyPlusScheduleFree"/>: of a parameter with a dimension of 32 or more as means over its two largest
/// dimensions, else in full.
/// </summary>
/// <param name="isFactored">False: always in full.</param>
internal readonly struct ProdigyPlusSquare(bool isFactored)
{
    private const string Full = "exp_avg_sq", Row = "exp_avg_sq_row", Column = "exp_avg_sq_col";
    private const int LeastFactored = 32;

    public StateTensor[] StateOf(int[] shape, int parameter) => Dimensions(shape) is not var (largest, next)
        ? [new(Full, shape, parameter)]
        : [new(Row, Without(shape, largest), parameter), new(Column, Without(shape, next), parameter)];

    /// <summary>Moves the means towards the gradient's squares, and gives the root of what they estimate, broadcast to the parameter's shape.</summary>
    /// <param name="state">Of the group.</param>
    /// <param name="parameter">Index.</param>
    /// <param name="gradient">In the parameter's shape, times d.</param>
    /// <param name="beta">Decay.</param>
    public Tensor Root(OptimizerState state, int parameter, Tensor gradient, double beta)
    {
        if (Dimensions(gradient.Shape.ToArray()) is not var (largest, next))
        {
            return state[Full, parameter].Mul_(beta).AddCMul_(gradient, gradient, 1 - beta).Sqrt();
        }

        var squares = gradient.Mul(gradient);
        var row = state[Row, parameter].Mul_(beta).Add_(squares.Mean([largest], keepDim: true), 1 - beta);
        var column = state[Column, parameter].Mul_(beta).Add_(squares.Mean([next], keepDim: true), 1 - beta);
        // the dimension that the original reduces: with the larger one in front it is that of size 1, and only the columns count
        var mean = row.Mean([next > largest ? next - 1 : next], keepDim: true).Affine(1, 1e-30);
        return row.Div(mean).Mul(column).Sqrt();
    }

    /// <summary>The largest dimension and the next one; null where squares are kept in full.</summary>
    private (int Largest, int Next)? Dimensions(int[] shape)
    {
        if (!isFactored || shape.Length < 2 || shape.All(size => size < LeastFactored))
        {
            return null;
        }

        int[] order = [.. Enumerable.Range(0, shape.Length).OrderBy(dimension => shape[dimension]).ThenBy(dimension => dimension)];
        return (order[^1], order[^2]);
    }

    private static int[] Without(int[] shape, int dimension) => [.. shape.Select((size, i) => i == dimension ? 1 : size)];
}
