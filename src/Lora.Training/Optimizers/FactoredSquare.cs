using Lora.Tensors;

namespace Lora.Training;

/// <summary>
/// A running mean of squares: of a matrix, or a stack of them, as the means of its rows and of its columns; of a vector in full. Source: Shazeer and Stern,
/// arXiv 1804.04235, as transformers' Adafactor has it.
/// </summary>
/// <param name="name">Of its state: <c>exp_avg_sq</c>.</param>
internal readonly struct FactoredSquare(string name)
{
    /// <summary>What is kept of each parameter.</summary>
    public IEnumerable<StateTensor> StateOf(IReadOnlyList<int[]> shapes)
    {
        var (row, column, full) = (Row, Column, name);
        return shapes.SelectMany((shape, i) => shape.Length < 2 ? (StateTensor[])[new(full, shape, i)] :
        [
            new(row, shape[..^1], i), new(column, [.. shape[..^2], shape[^1]], i),
        ]);
    }

    /// <summary>Moves the means towards squares, and gives 1 / root of what they estimate, broadcast to the parameter's shape by a product.</summary>
    /// <param name="state">Of the group.</param>
    /// <param name="parameter">Index.</param>
    /// <param name="squares">In the parameter's shape.</param>
    /// <param name="weight">Of the squares in the means.</param>
    public Tensor InverseRoot(OptimizerState state, int parameter, Tensor squares, double weight)
    {
        if (squares.Rank < 2)
        {
            return state[name, parameter].Lerp_(squares, weight).Rsqrt();
        }

        var row = state[Row, parameter].Lerp_(squares.Mean([-1]), weight);
        var column = state[Column, parameter].Lerp_(squares.Mean([-2]), weight);
        return row.Div(row.Mean([-1], keepDim: true)).Rsqrt().Unsqueeze(-1).Mul(column.Rsqrt().Unsqueeze(-2));
    }

    private string Row => $"{name}_row";

    private string Column => $"{name}_col";
}
