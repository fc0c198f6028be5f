namespace Lora.Training.Tests;

/// <summary>
/// An optimizer that no project can choose: the second moment of a matrix as its rows' and columns' means (Shazeer and Stern, arXiv 1804.04235), beside a first
/// moment of the whole group. It has state of each kind and looks at shapes.
/// </summary>
internal sealed class RowsAndColumns : Optimizer
{
    public const double Mean = 0.9;
    public const double Square = 0.8;
    public const double Epsilon = 1e-12;

    private protected override IEnumerable<StateTensor> StateOf(IReadOnlyList<int[]> shapes) => shapes.SelectMany((shape, i) => (StateTensor[])
    [
        new("row", [shape[0]], i), new("column", [CountOf([shape]) / shape[0]], i),
    ]).Prepend(new("exp_avg", [CountOf(shapes)]));

    private protected override void Update(ParameterGroup group, OptimizerState state, in StepInfo step)
    {
        foreach (var (i, parameter) in group.Parameters.Index())
        {
            var gradient = parameter.Grad!;
            var square = gradient.Mul(gradient).Add_(Epsilon).Reshape(parameter.Size(0), -1);
            var (row, column) = (state["row", i], state["column", i]);
            row.Lerp_(square.Mean([1]), 1 - Square);
            column.Lerp_(square.Mean([0]), 1 - Square);
            var estimate = row.Div(row.Mean()).Unsqueeze(1).Mul(column.Unsqueeze(0)).Reshape(parameter.Shape);
            gradient.Mul_(estimate.Rsqrt());
        }

        group.Values.Add_(state["exp_avg"].Lerp_(group.Gradients, 1 - Mean), -step.LearningRate);
    }
}
