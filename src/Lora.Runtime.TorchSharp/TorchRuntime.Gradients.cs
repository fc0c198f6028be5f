using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Lora.Tensors;
using TorchSharp;

namespace Lora.Runtime.Torch;

// The way back, and checkpoints.
internal sealed partial class TorchRuntime
{
    private readonly List<Native> _handedOver = [];
    private ExceptionDispatchInfo? _failure;

    /// <summary>Set while a checkpoint's segment runs without gradients: then <see cref="SawGradient"/> tells that it met a tensor that requires one.</summary>
    public bool Watching { get; private set; }

    public bool SawGradient { get; set; }

    /// <summary>Walks back from an output. What failed in C# on the way, below libtorch, is thrown here.</summary>
    public void Backward(Native output, Native gradient)
    {
        try
        {
            output.backward([gradient]);
        }
        catch (ExternalException e) when (_failure is null)
        {
            throw TorchErrors.Of(nameof(Backward), null, e);
        }
        finally
        {
            Release();
        }

        if (_failure is { } failure)
        {
            _failure = null;
            failure.Throw();
        }
    }

    /// <summary>
    /// Called by libtorch on the way back: from an output's gradient to those of the inputs. No exception may leave it, for the caller is native. libtorch
    /// takes its own hold on what is handed over before it calls again.
    /// </summary>
    public Native?[] GoBack(Func<Native?[]> step)
    {
        Release();
        try
        {
            using var temporaries = torch.NewDisposeScope();
            var gradients = step();
            _handedOver.AddRange(gradients.OfType<Native>().Select(gradient => gradient.DetachFromDisposeScope()));
            return gradients;
        }
        catch (Exception e)
        {
            _failure ??= ExceptionDispatchInfo.Capture(e);
            return [];
        }
    }

    public override Tensor Checkpoint(Func<Tensor[], Tensor> segment, params Tensor[] inputs)
    {
        if (!GradEnabled)
        {
            return segment(inputs);
        }

        var output = WithoutHistory(segment, inputs, out var needed);
        if (!needed)
        {
            return output;
        }

        using (output)
        {
            var given = Array.ConvertAll(inputs, x => ((TorchTensor)x).Native);
            var wanted = Array.ConvertAll(inputs, x => x.RequiresGrad);
            var saved = Array.ConvertAll(given, x => x.detach().DetachFromDisposeScope());
            return Run(nameof(Checkpoint), () =>
                GradientNode.Record(this, output.Native, given, saved, gradient => Recompute(segment, saved, wanted, gradient)));
        }
    }

    /// <summary>Runs the segment in a scope of its own and keeps the result only. A result that is an input itself comes back as a view.</summary>
    private TorchTensor WithoutHistory(Func<Tensor[], Tensor> segment, Tensor[] inputs, out bool needed)
    {
        (Watching, SawGradient) = (true, false);
        try
        {
            using var scope = NewScope();
            var output = WithGradient(false, () => (TorchTensor)scope.Keep(segment(inputs).Detach()));
            needed = SawGradient;
            return output;
        }
        finally
        {
            Watching = false;
        }
    }

    private Native?[] Recompute(Func<Tensor[], Tensor> segment, Native[] saved, bool[] wanted, Native gradient)
    {
        using var scope = NewScope();
        Tensor[] inputs = [.. saved.Select((x, i) => new TorchTensor(this, x.detach()) { RequiresGrad = wanted[i] })];
        var output = (TorchTensor)WithGradient(true, () => segment(inputs));
        if (output.RequiresGrad)
        {
            output.Native.backward([gradient]);
        }

        return Array.ConvertAll(inputs, x => ((TorchTensor)x).Native.grad);
    }

    private void Release()
    {
        foreach (var gradient in _handedOver)
        {
            gradient.Dispose();
        }

        _handedOver.Clear();
    }
}
