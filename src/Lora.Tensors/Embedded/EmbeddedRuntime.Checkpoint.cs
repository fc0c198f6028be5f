namespace Lora.Tensors.Embedded;

public sealed partial class EmbeddedRuntime
{
    public override Tensor Checkpoint(Func<Tensor[], Tensor> segment, params Tensor[] inputs)
    {
        if (!GradEnabled)
        {
            return segment(inputs);
        }

        var before = SkippedGradient;
        SkippedGradient = false;
        var output = WithGradient(false, () => Inside(() => (EmbeddedTensor)segment(inputs)));
        var needed = SkippedGradient;
        SkippedGradient = before || needed;
        if (!needed)
        {
            return output;
        }

        var given = Array.ConvertAll(inputs, x => (EmbeddedTensor)x);
        return output.RecordAlways(given, (node, gradient) => Recompute(segment, given.Length, node, gradient), given);
    }

    private void Recompute(Func<Tensor[], Tensor> segment, int count, GradNode node, EmbeddedTensor gradient)
    {
        var inputs = new EmbeddedTensor[count];
        for (var i = 0; i < count; i++)
        {
            inputs[i] = node.Saved(i).Alias();
            inputs[i].RequiresGrad = node.Wants(i);
        }

        var after = Recorded;
        var output = (EmbeddedTensor)WithGradient(true, () => segment([.. inputs]));
        output.Backward(gradient, after);
        for (var i = 0; i < count; i++)
        {
            if (inputs[i].Grad is EmbeddedTensor grad)
            {
                node.Give(i, grad);
            }
        }
    }

    /// <summary>Runs in a scope of its own and keeps the result only. A result that is an input itself comes back as a view.</summary>
    private EmbeddedTensor Inside(Func<EmbeddedTensor> body)
    {
        using var scope = NewScope();
        var result = body().Alias();
        scope.Keep(result);
        return result;
    }
}
