"""PyTorch's training steps for side_by_side.py: eager, compiled, or captured as a CUDA graph."""

import math

import torch
from torch import nn
from torch.nn import functional


def build(variant, form, options, network, weights, data):
    """A step of the named variant, after its first run."""
    if options.device == "cuda" and not torch.cuda.is_available():
        raise RuntimeError("PyTorch sees no GPU")
    tf32 = options.precision == "tf32"
    torch.backends.cuda.matmul.allow_tf32 = tf32
    torch.backends.cudnn.allow_tf32 = tf32
    torch.backends.cudnn.benchmark = True
    torch.manual_seed(options.seed)
    net = Net(network, form, weights, eager=variant == "torch-eager").to(options.device)
    if net.layout == "nhwc":
        net.to(memory_format=torch.channels_last)
    net.hold(*(torch.from_numpy(array).to(options.device) for array in data))
    optimizer = adam(net, network, options.device)
    forward = net
    if variant != "torch-eager":
        forward = torch.compile(net, fullgraph=True, dynamic=False, mode=mode(variant, form))
    step = Step(network, net, forward, optimizer)
    if variant == "torch-graph":
        return GraphStep(step, options.graph_steps)
    step.first()
    return step


def mode(variant, form):
    """Of torch.compile. What it captures itself cannot be captured once more."""
    if variant == "torch-autotune":
        return "max-autotune"
    return "max-autotune-no-cudagraphs" if form.endswith("+autotune") else "default"


def about():
    """The device and the libraries that PyTorch runs on."""
    if not torch.cuda.is_available():
        return {}
    return {
        "device": torch.cuda.get_device_name(),
        "torch_cuda": torch.version.cuda,
        "torch_cudnn": torch.backends.cudnn.version(),
    }


def adam(net, network, device):
    """Adam, fused, with the decay of the network's dense layers (L2, not decoupled).

    PyTorch adds epsilon after the correction of the moments' bias, TensorFlow before: at the same
    cost, a difference for the smallest gradients only.
    """
    decayed = [getattr(net, name).weight for name in network.decayed]
    rest = [p for p in net.parameters() if all(p is not d for d in decayed)]
    return torch.optim.Adam(
        [{"params": rest}, {"params": decayed, "weight_decay": network.decay}],
        lr=network.learning_rate,
        betas=(network.beta1, network.beta2),
        eps=network.epsilon,
        fused=True,
        capturable=device == "cuda",
    )


class Net(nn.Module):
    """From the data set to the cross-entropy of a random batch."""

    def __init__(self, network, form, weights, eager):
        super().__init__()
        self.network = network
        self.layout, self.lrn_form = form.split("+")[:2]
        self.eager = eager
        for name, (kernel, bias) in weights.items():
            layer = self.layer(name, kernel)
            layer.bias.data = torch.from_numpy(bias)
            setattr(self, name, layer)
        offsets = torch.arange(network.crop)
        self.register_buffer("offsets", offsets)
        self.register_buffer("mirrored", offsets.flip(0))
        channels = torch.arange(len(weights["conv1"][1]))
        near = (channels[:, None] - channels).abs() <= network.lrn_radius
        self.register_buffer("band", near * network.lrn_alpha)
        self.register_buffer("band_bias", torch.full((len(channels),), network.lrn_k))

    def hold(self, images, labels):
        """Makes the data set the network's own: a graph copies its arguments, and no buffers."""
        self.register_buffer("images", images)
        self.register_buffer("labels", labels.long())

    def layer(self, name, kernel):
        """A layer with its kernel, which comes with the outputs last."""
        kernel = torch.from_numpy(kernel)
        if kernel.ndim == 4:
            layer = nn.Conv2d(*kernel.shape[2:], kernel.shape[0], padding=kernel.shape[0] // 2)
            layer.weight.data = kernel.permute(3, 2, 0, 1).contiguous()
            return layer
        if name == "local3" and self.layout == "nchw":
            # The images are flattened channels first; the network's order is channels last.
            kernel = kernel.view(-1, 64, kernel.shape[1]).transpose(0, 1).flatten(0, 1)
        layer = nn.Linear(*kernel.shape)
        layer.weight.data = kernel.T.contiguous()
        return layer

    def forward(self):
        x, y = self.draw()
        x = self.lrn(pool(functional.relu(self.conv1(x))))
        x = pool(self.lrn(functional.relu(self.conv2(x))))
        x = functional.relu(self.local3(self.flatten(x)))
        x = functional.relu(self.local4(x))
        return functional.cross_entropy(self.logits(x), y)

    def draw(self):
        """A random batch of the data set, distorted and standardized."""
        n = self.network
        u = torch.rand(5, n.batch, device=self.images.device)
        pick = (u[0] * len(self.images)).long()
        top, left = (u[1:3] * (n.image - n.crop + 1)).long()
        rows = top[:, None] + self.offsets
        columns = left[:, None] + torch.where(u[3, :, None] < 0.5, self.offsets, self.mirrored)
        x = self.images[pick[:, None, None], rows[:, :, None], columns[:, None, :]].float()
        low, high = n.contrast
        mean = x.mean((1, 2), keepdim=True)
        x = (x - mean) * (low + (high - low) * u[4])[:, None, None, None] + mean
        variance, mean = torch.var_mean(x, (1, 2, 3), correction=0, keepdim=True)
        least = 1 / math.sqrt(3 * n.crop * n.crop)
        x = ((x - mean) / variance.sqrt().clamp_min(least)).permute(0, 3, 1, 2)
        return (x if self.layout == "nhwc" else x.contiguous()), self.labels[pick]

    def lrn(self, x):
        n = self.network
        if self.lrn_form == "library":
            # The library divides alpha by the window's size.
            size = 2 * n.lrn_radius + 1
            return functional.local_response_norm(x, size, n.lrn_alpha * size, 0.75, n.lrn_k)
        squares = x * x
        if self.lrn_form == "matmul":
            rows = squares.permute(0, 2, 3, 1)
            scale = functional.linear(rows, self.band, self.band_bias).permute(0, 3, 1, 2)
        else:
            radius, channels = n.lrn_radius, x.shape[1]
            padded = functional.pad(squares, (0, 0, 0, 0, radius, radius))
            window = range(2 * radius + 1)
            scale = n.lrn_k + n.lrn_alpha * sum(padded[:, i : i + channels] for i in window)
        if self.eager:
            return x * scale.pow(-0.75)
        # Once fused, two square roots cost less than a power.
        root = scale.rsqrt()
        return x * (root * root.sqrt())

    def flatten(self, x):
        return (x.permute(0, 2, 3, 1) if self.layout == "nhwc" else x).flatten(1)


def pool(x):
    """3x3, stride 2, SAME: on an even size the padding is all at the end, as in ceil_mode."""
    return functional.max_pool2d(x, 3, 2, ceil_mode=True)


class Step:
    """A training step: forward, backward, optimizer."""

    def __init__(self, network, net, forward, optimizer):
        self.network = network
        self.net = net
        self.forward = forward
        self.optimizer = optimizer
        self.cross_entropy = None
        self.first_loss = None

    def first(self):
        weight_loss = self.weight_loss()
        self.run()
        self.first_loss = self.cross_entropy.item() + weight_loss

    def run(self):
        # What an earlier step has left in a graph's memory may be written over.
        torch.compiler.cudagraph_mark_step_begin()
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.forward()
        loss.backward()
        self.optimizer.step()
        self.cross_entropy = loss.detach()

    def advance(self, steps):
        for _ in range(steps):
            self.run()

    def synchronize(self):
        if self.net.images.is_cuda:
            torch.cuda.synchronize()

    def weight_loss(self):
        kernels = [getattr(self.net, name).weight.detach() for name in self.network.decayed]
        return sum(self.network.decay / 2 * (kernel**2).sum().item() for kernel in kernels)

    def loss(self):
        return self.cross_entropy.item() + self.weight_loss()


class GraphStep:
    """Several whole training steps captured as one CUDA graph."""

    def __init__(self, step, steps):
        self.step = step
        self.steps = steps
        # Backward runs where forward ran: all of it must be on the stream that is captured.
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            step.first()
            step.advance(3)
        torch.cuda.synchronize()
        self.graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self.graph, stream=stream):
            step.advance(steps)
        self.first_loss = step.first_loss
        self.synchronize = step.synchronize
        self.loss = step.loss

    def advance(self, steps):
        for _ in range(steps // self.steps):
            self.graph.replay()
