using Lora.Tensors;

namespace Lora.Training;

/// <summary>Makes the parameter groups of a part: one, or one for each rate that its layers have. Source: kohya networks/lora.py.</summary>
internal static class AdapterGroups
{
    /// <summary>Groups with the first values of all tensors, to which the adapters are bound.</summary>
    /// <param name="runtime">Where the values live.</param>
    /// <param name="part">Name and rate.</param>
    /// <param name="layers">In the order of a file, in which chance is drawn too: how they are grouped changes no first value.</param>
    /// <param name="plusRatio">LoRA+: see <see cref="LayerPlan.PlusRatio"/>.</param>
    /// <param name="random">Of first values.</param>
    /// <param name="isFused">A group each parameter: see <see cref="FusedBackward"/>.</param>
    public static IReadOnlyList<ParameterGroup> Of(
        TensorRuntime runtime, TrainedPart part, IReadOnlyList<(PlannedAdapter Plan, Adapter Adapter)> layers, double? plusRatio, RandomStream random,
        bool isFused)
    {
        (PlannedAdapter Plan, Adapter Adapter, AdapterTensor Tensor, bool IsPlus)[] tensors =
        [
            .. from layer in layers from tensor in layer.Adapter.Trained
               select (layer.Plan, layer.Adapter, tensor, plusRatio is not null && tensor.LeadsOut),
        ];
        var groups = new List<ParameterGroup>();
        var places = new Dictionary<AdapterTensor, (ParameterGroup Group, int Index)>(ReferenceEqualityComparer.Instance);

        // a block's two rates stand together, blocks in the order of the file
        foreach (var members in tensors.GroupBy(entry => entry.Plan.Block).SelectMany(block => block.GroupBy(entry => entry.IsPlus).OrderBy(kind => kind.Key)))
        {
            var first = members.First();
            var block = first.Plan.Block is { } number ? FormattableString.Invariant($"_block{number}") : "";
            var (name, factor) = ($"{part.Name}{block}{(members.Key ? "_plus" : "")}", first.Plan.RateFactor * (members.Key ? plusRatio ?? 1 : 1));
            int[][] shapes = [.. members.Select(entry => entry.Tensor.Shape)];
            ParameterGroup[] made = isFused ? [.. shapes.Select((shape, i) => New([shape], i))] : [New(shapes, null)];
            groups.AddRange(made);
            foreach (var (i, entry) in members.Index())
            {
                places[entry.Tensor] = isFused ? (made[i], 0) : (made[0], i);
            }

            ParameterGroup New(IReadOnlyList<int[]> shapes, int? fusedAt) =>
                new(runtime, name, part.LearningRate, shapes, fusedAt) { Part = part.Name, RateFactor = factor };
        }

        foreach (var (_, _, tensor, _) in tensors)
        {
            if (tensor.Initial is { } fill)
            {
                var values = new float[tensor.Count];
                fill(random, values);
                places[tensor].Group.Set(places[tensor].Index, values);
            }
        }

        foreach (var (_, adapter) in layers)
        {
            adapter.Bind([.. adapter.Trained.Select(tensor => places[tensor].Group.Parameters[places[tensor].Index])]);
        }

        return groups;
    }
}
