using System.Runtime.InteropServices;
using Lora.Tagging;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Lora.Runtime.Onnx;

/// <summary>A session of ONNX Runtime behind the port.</summary>
internal sealed class OnnxRuntimeModel : IOnnxModel
{
    private readonly InferenceSession _session;
    private readonly string _path;

    public OnnxRuntimeModel(InferenceSession session, string path)
    {
        (_session, _path) = (session, path);
        Inputs = [.. session.InputNames.Select(name => Port(name, session.InputMetadata[name]))];
        Outputs = [.. session.OutputNames.Select(name => Port(name, session.OutputMetadata[name]))];
    }

    public IReadOnlyList<OnnxPort> Inputs { get; }

    public IReadOnlyList<OnnxPort> Outputs { get; }

    public void Dispose() => _session.Dispose();

    public IReadOnlyList<OnnxTensor> Run(IReadOnlyDictionary<string, OnnxTensor> inputs, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var values = new List<OrtValue>();
        try
        {
            foreach (var port in Inputs)
            {
                values.Add(Given(port, inputs.GetValueOrDefault(port.Name)));
            }

            using var options = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            using var registration = stop.Register(() => options.Terminate = true);
            using var outputs = _session.Run(options, _session.InputNames, values, _session.OutputNames);
            return [.. outputs.Select(Made)];
        }
        catch (Exception e) when (OnnxRuntimeSessions.IsOfTheLibrary(e))
        {
            stop.ThrowIfCancellationRequested();
            throw new OnnxException(OnnxFault.RunFailed, $"'{Path.GetFileName(_path)}' fails: {OnnxRuntimeErrors.Reason(e)}.", _path, inner: e);
        }
        finally
        {
            values.ForEach(value => value.Dispose());
        }
    }

    private OrtValue Given(OnnxPort port, OnnxTensor? tensor)
    {
        if (tensor is null)
        {
            throw Wrong($"it asks for '{port.Name}', {port}, which is not given");
        }

        var shape = tensor.Shape;
        if (shape.Count != port.Shape.Count || shape.Zip(port.Shape).Any(pair => pair.Second >= 0 && pair.First != pair.Second))
        {
            throw Wrong($"its input '{port.Name}' is {port}, and [{string.Join(", ", shape)}] is given");
        }

        long[] sizes = [.. shape.Select(size => (long)size)];
        return (port.Element, tensor.Data) switch
        {
            (OnnxElement.Float16, float[] data) => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(data, value => (Float16)value), sizes),
            (OnnxElement.Float32, float[] data) => OrtValue.CreateTensorValueFromMemory(data, sizes),
            (OnnxElement.Float64, double[] data) => OrtValue.CreateTensorValueFromMemory(data, sizes),
            (OnnxElement.Int32, int[] data) => OrtValue.CreateTensorValueFromMemory(data, sizes),
            (OnnxElement.Int64, long[] data) => OrtValue.CreateTensorValueFromMemory(data, sizes),
            _ => throw Wrong($"its input '{port.Name}' is {port}, and {tensor.Element} is given"),
        };
    }

    private OnnxTensor Made(OrtValue value, int index)
    {
        if (value.OnnxType != OnnxValueType.ONNX_TYPE_TENSOR)
        {
            throw Wrong($"its output '{Outputs[index].Name}' is no tensor");
        }

        var info = value.GetTensorTypeAndShape();
        int[] shape = [.. info.Shape.Select(size => checked((int)size))];
        return info.ElementDataType switch
        {
            TensorElementType.Float16 => new(Singles(MemoryMarshal.Cast<Float16, Half>(value.GetTensorDataAsSpan<Float16>())), shape),
            TensorElementType.Float => new(value.GetTensorDataAsSpan<float>().ToArray(), shape),
            TensorElementType.Double => new(value.GetTensorDataAsSpan<double>().ToArray(), shape),
            TensorElementType.Int32 => new(value.GetTensorDataAsSpan<int>().ToArray(), shape),
            TensorElementType.Int64 => new(value.GetTensorDataAsSpan<long>().ToArray(), shape),
            _ => throw Wrong($"its output '{Outputs[index].Name}' holds {info.ElementDataType}"),
        };
    }

    private OnnxException Wrong(string problem) => new(OnnxFault.RunFailed, $"'{Path.GetFileName(_path)}' fails: {problem}.", _path);

    private static float[] Singles(ReadOnlySpan<Half> halves)
    {
        var singles = new float[halves.Length];
        for (var i = 0; i < singles.Length; i++)
        {
            singles[i] = (float)halves[i];
        }

        return singles;
    }

    private static OnnxPort Port(string name, NodeMetadata metadata) => new(name, !metadata.IsTensor ? OnnxElement.Other : metadata.ElementDataType switch
    {
        TensorElementType.Float16 => OnnxElement.Float16,
        TensorElementType.Float => OnnxElement.Float32,
        TensorElementType.Double => OnnxElement.Float64,
        TensorElementType.Int32 => OnnxElement.Int32,
        TensorElementType.Int64 => OnnxElement.Int64,
        _ => OnnxElement.Other,
    }, metadata.IsTensor ? metadata.Dimensions : []);
}
