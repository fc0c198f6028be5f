namespace Lora.Training;

/// <summary>A tensor that an optimizer keeps between steps, zero at first.</summary>
/// <param name="Name">What it is, as the peers call it: <c>exp_avg</c>.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Parameter">Index of the parameter that it belongs to; null: the whole group.</param>
internal readonly record struct StateTensor(string Name, int[] Shape, int? Parameter = null);
