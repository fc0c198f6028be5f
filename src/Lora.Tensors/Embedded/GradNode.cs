namespace Lora.Tensors.Embedded;

/// <summary>Gives the gradients of a node's inputs from that of its output.</summary>
internal delegate void BackwardStep(GradNode node, EmbeddedTensor gradient);

/// <summary>
/// One recorded operation: where its inputs come from, what it saved, how to go back. Alive while its output tensor or a later node is; what it saved
/// is let go of as soon as its step is done, or when nothing can reach it any more.
/// </summary>
internal sealed class GradNode
{
    private readonly Edge[] _inputs;
    private readonly EmbeddedTensor[] _saved;
    private readonly BackwardStep _step;
    private EmbeddedTensor? _pending;
    private int _users = 1;
    private bool _done;

    public GradNode(long number, ReadOnlySpan<EmbeddedTensor?> inputs, BackwardStep step, ReadOnlySpan<EmbeddedTensor> saved)
    {
        Number = number;
        this._step = step;
        this._inputs = new Edge[inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            if (inputs[i] is not { } input)
            {
                continue;
            }

            this._inputs[i] = new Edge(input.Node, input.Node is null && input.RequiresGrad ? input : null, input.Sizes);
            if (input.Node is { } node)
            {
                node._users++;
            }
        }

        this._saved = saved.IsEmpty ? [] : new EmbeddedTensor[saved.Length];
        for (var i = 0; i < saved.Length; i++)
        {
            this._saved[i] = saved[i].Alias(owned: false);
        }
    }

    private readonly record struct Edge(GradNode? Node, EmbeddedTensor? Leaf, int[] Sizes);

    /// <summary>Later nodes have larger numbers.</summary>
    public long Number { get; }

    /// <summary>The last walk that saw this node.</summary>
    public object? Walk { get; set; }

    public bool Wants(int input) => _inputs[input].Node is not null || _inputs[input].Leaf is not null;

    public int[] Shape(int input) => _inputs[input].Sizes;

    public EmbeddedTensor Saved(int index) => _saved[index];

    public IEnumerable<GradNode> Sources
    {
        get
        {
            foreach (var edge in _inputs)
            {
                if (edge.Node is not null)
                {
                    yield return edge.Node;
                }
            }
        }
    }

    /// <summary>The inputs that are leaves, one as often as it is an input.</summary>
    public IEnumerable<EmbeddedTensor> Leaves
    {
        get
        {
            foreach (var edge in _inputs)
            {
                if (edge.Leaf is not null)
                {
                    yield return edge.Leaf;
                }
            }
        }
    }

    /// <summary>Adds to an input's gradient; broadcast dimensions are summed first. The tensor stays its maker's.</summary>
    public void Give(int input, EmbeddedTensor gradient)
    {
        var edge = _inputs[input];
        if (edge.Node is null && edge.Leaf is null)
        {
            return;
        }

        gradient = gradient.SumTo(edge.Sizes);
        if (edge.Node is not null)
        {
            edge.Node.Receive(gradient);
        }
        else
        {
            edge.Leaf!.ReceiveGrad(gradient);
        }
    }

    /// <summary>Adds to a part of an input's gradient that <paramref name="part"/> cuts out of the whole.</summary>
    public void GivePart(int input, EmbeddedTensor gradient, Func<EmbeddedTensor, EmbeddedTensor> part)
    {
        var edge = _inputs[input];
        if (edge.Node is { } node)
        {
            node.MakeOwnPending(gradient.Runtime, edge.Sizes);
            part(node._pending!).Add_(gradient);
        }
        else
        {
            edge.Leaf?.ReceiveGradPart(gradient, part);
        }
    }

    public void Receive(EmbeddedTensor gradient)
    {
        if (_pending is null)
        {
            _pending = gradient.Alias(owned: false);
        }
        else if (_pending.IsAlone)
        {
            _pending.Add_(gradient);
        }
        else
        {
            var sum = (EmbeddedTensor)_pending.Add(gradient);
            _pending.Dispose();
            _pending = sum.Alias(owned: false);
        }
    }

    private void MakeOwnPending(EmbeddedRuntime runtime, int[] sizes)
    {
        if (_pending is { IsAlone: true })
        {
            return;
        }

        var own = _pending is null ? (EmbeddedTensor)runtime.Zeros(sizes) : _pending.Dense();
        _pending?.Dispose();
        _pending = own.Alias(owned: false);
        own.Dispose();
    }

    /// <summary>Runs the step if a gradient has come, and lets go of what was saved.</summary>
    public void GoBack(EmbeddedRuntime runtime)
    {
        if (_pending is { } gradient)
        {
            if (_done)
            {
                throw new InvalidOperationException("Backward went through this part of the graph before; what it had saved is gone.");
            }

            _pending = null;
            using (runtime.NewScope())
            {
                _step(this, gradient);
            }

            gradient.Dispose();
            Free();
        }
    }

    /// <summary>One user less; the last one frees this node and, in turn, those before it.</summary>
    public void Drop()
    {
        if (--_users > 0)
        {
            return;
        }

        var free = new Stack<GradNode>();
        free.Push(this);
        while (free.TryPop(out var node))
        {
            node.Free();
            node._pending?.Dispose();
            foreach (var edge in node._inputs)
            {
                if (edge.Node is { } source && --source._users == 0)
                {
                    free.Push(source);
                }
            }
        }
    }

    private void Free()
    {
        if (!_done)
        {
            _done = true;
            foreach (var tensor in _saved)
            {
                tensor.Dispose();
            }
        }
    }
}
