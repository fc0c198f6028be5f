namespace Lora.Tensors.Embedded;

// Reverse-mode differentiation: recording, the walk back, leaf gradients.
internal sealed partial class EmbeddedTensor
{
    private bool _ownsGrad;
    private Action<Tensor>? _hook;

    public override Tensor? Grad
    {
        get => _grad;
        set
        {
            if (value is not null && !value.Shape.SequenceEqual(Shape))
            {
                throw new ArgumentException($"Gradient {value} for {this}.");
            }

            DropGrad();
            _grad = (EmbeddedTensor?)value;
        }
    }

    public override void RegisterPostAccumulateGradHook(Action<Tensor> hook) => _hook = _requiresGrad && _hook is null ? hook
        : throw new InvalidOperationException(_requiresGrad ? "The leaf has a hook." : "Only a leaf that requires a gradient can have a hook.");

    /// <summary>Makes this, an operation's fresh output, remember how to go back, if an input wants a gradient and gradients are on.</summary>
    public EmbeddedTensor Record(ReadOnlySpan<EmbeddedTensor?> inputs, BackwardStep step, params ReadOnlySpan<EmbeddedTensor> saved)
    {
        foreach (var input in inputs)
        {
            if (input is { RequiresGrad: true })
            {
                if (_runtime.GradEnabled)
                {
                    Node = new GradNode(++_runtime.Recorded, inputs, step, saved);
                }
                else
                {
                    _runtime.SkippedGradient = true;
                }

                break;
            }
        }

        return this;
    }

    public EmbeddedTensor Record(EmbeddedTensor input, BackwardStep step, params ReadOnlySpan<EmbeddedTensor> saved)
    {
        if (input.RequiresGrad)
        {
            Record([input], step, saved);
        }

        return this;
    }

    /// <summary>For a node whose gradients may go to parameters only it knows.</summary>
    public EmbeddedTensor RecordAlways(ReadOnlySpan<EmbeddedTensor?> inputs, BackwardStep step, ReadOnlySpan<EmbeddedTensor> saved)
    {
        Node = new GradNode(++_runtime.Recorded, inputs, step, saved);
        return this;
    }

    public override void Backward(Tensor? gradient = null)
    {
        if (gradient is null && Count != 1)
        {
            throw new ArgumentException($"Backward of {this} needs a gradient.");
        }

        Backward((EmbeddedTensor?)gradient, 0);
    }

    /// <summary><paramref name="after"/>: nodes up to this number are not this walk's to enter.</summary>
    public void Backward(EmbeddedTensor? gradient, long after)
    {
        if (gradient is not null && !gradient.Shape.SequenceEqual(Shape))
        {
            throw new ArgumentException($"Gradient {gradient} for {this}.");
        }

        _runtime.WithGradient(false, () =>
        {
            using var scope = _runtime.NewScope();
            gradient ??= (EmbeddedTensor)_runtime.Ones(Sizes);
            if (Node is null)
            {
                if (_requiresGrad)
                {
                    ReceiveGrad(gradient);
                    CompleteGrad();
                }

                return true;
            }

            var order = Reachable(Node, after);
            var uses = order.SelectMany(node => node.Leaves).Where(leaf => leaf._hook is not null).CountBy(leaf => leaf).ToDictionary();
            Node.Receive(gradient);
            foreach (var node in order)
            {
                node.GoBack(_runtime);
                foreach (var leaf in uses.Count > 0 ? node.Leaves.Where(uses.ContainsKey) : [])
                {
                    if (--uses[leaf] == 0)
                    {
                        leaf.CompleteGrad();
                    }
                }
            }

            return true;
        });
    }

    /// <summary>No node of the walk has more to give.</summary>
    private void CompleteGrad()
    {
        if (_grad is not null)
        {
            _hook?.Invoke(this);
        }
    }

    private static List<GradNode> Reachable(GradNode root, long after)
    {
        var walk = new object();
        List<GradNode> order = [root];
        root.Walk = walk;
        for (var i = 0; i < order.Count; i++)
        {
            foreach (var source in order[i].Sources)
            {
                if (source.Walk == walk)
                {
                    continue;
                }

                if (source.Number <= after)
                {
                    throw new InvalidOperationException("A checkpointed segment uses a tensor with history that is not among its inputs.");
                }

                source.Walk = walk;
                order.Add(source);
            }
        }

        order.Sort((a, b) => b.Number.CompareTo(a.Number));
        return order;
    }

    public void ReceiveGrad(EmbeddedTensor gradient)
    {
        if (_grad is null)
        {
            MakeGrad().Assign(gradient);
        }
        else
        {
            _grad.Add_(gradient);
        }
    }

    public void ReceiveGradPart(EmbeddedTensor gradient, Func<EmbeddedTensor, EmbeddedTensor> part)
    {
        part(_grad ?? (EmbeddedTensor)MakeGrad().Zero_()).Add_(gradient);
    }

    /// <summary>Lives as long as this leaf, whatever scope backward runs in.</summary>
    private EmbeddedTensor MakeGrad()
    {
        _ownsGrad = true;
        return _grad = new EmbeddedTensor(_runtime, _runtime.Pool.Rent(Count * sizeof(float)), 0, Sizes, Layout.Like(Sizes, this), DType.Float32, owned: false);
    }

    private void DropGrad()
    {
        if (_ownsGrad)
        {
            _grad?.Dispose();
            _ownsGrad = false;
        }

        _grad = null;
    }
}
