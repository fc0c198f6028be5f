namespace Lora.Tensors.Tests;

/// <summary>A differentiable operation for the finite-difference test: shapes of its inputs and what to do with them.</summary>
/// <param name="Domain">Moves standard normal values to where the operation is smooth; null leaves them.</param>
internal sealed record GradientCase(string Name, int[][] Shapes, Func<Tensor[], Tensor> Run, Func<float, float>? Domain = null);
