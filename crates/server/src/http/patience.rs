//! How long we wait for the other end: a body that comes too slowly is given up, and so is a reader that
//! does not read. An upload on a slow line goes on for as long as it moves.

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

/// How slowly a body may come: so many bytes in each window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// How long we wait for `bytes`, or for the end.
    pub window: Duration,
    /// The least that comes in a window: 500 bytes a second by default, less than any telephone's line.
    pub bytes: usize,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            window: Duration::from_secs(8),
            bytes: 4_096,
        }
    }
}

/// The layer that watches over bodies.
pub async fn watch_body(pace: Pace, request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let given_up = Arc::new(AtomicBool::new(false));
    let request = request.map(|inner| {
        Body::new(Paced {
            inner,
            pace,
            window: None,
            received: 0,
            given_up: Arc::clone(&given_up),
        })
    });
    let response = next.run(request).await;
    if !given_up.load(Ordering::Relaxed) {
        return response;
    }
    // Whatever the handler made of the broken body.
    let headers = [(header::CONNECTION, HeaderValue::from_static("close"))];
    let text = "the body came too slowly\n";
    (StatusCode::REQUEST_TIMEOUT, headers, text).into_response()
}

/// A body that fails where it comes too slowly.
struct Paced {
    inner: Body,
    pace: Pace,
    /// Runs while we wait; absent while there is something to read.
    window: Option<Pin<Box<Sleep>>>,
    received: usize,
    given_up: Arc<AtomicBool>,
}

impl HttpBody for Paced {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = &mut *self;
        if let Poll::Ready(frame) = Pin::new(&mut this.inner).poll_frame(context) {
            if let Some(Ok(frame)) = &frame {
                this.received += frame.data_ref().map_or(0, Bytes::len);
            }
            if this.received >= this.pace.bytes {
                (this.window, this.received) = (None, 0);
            }
            return Poll::Ready(frame);
        }
        let window = this.pace.window;
        let waiting = this.window.get_or_insert_with(|| Box::pin(sleep(window)));
        ready!(waiting.as_mut().poll(context));
        this.given_up.store(true, Ordering::Relaxed);
        Poll::Ready(Some(Err(axum::Error::new(io::Error::from(
            io::ErrorKind::TimedOut,
        )))))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// The longest that the end of a connection is waited for after we closed our half, and the most that is
/// read and thrown away meanwhile: closing at once would destroy the answer on its way to someone who
/// is still sending.
const FAREWELL: Duration = Duration::from_secs(1);
const FAREWELL_BYTES: usize = 8 * 1024 * 1024;

/// A stream that gives up where the other end does not take what we write.
pub struct Patient<S> {
    inner: S,
    write_patience: Duration,
    /// Runs while a write waits.
    waiting: Option<Pin<Box<Sleep>>>,
    /// Runs once our half is closed.
    farewell: Option<Pin<Box<Sleep>>>,
    thrown_away: usize,
}

impl<S> Patient<S> {
    /// Waits so long for the other end to take something.
    pub fn new(inner: S, write_patience: Duration) -> Self {
        Self {
            inner,
            write_patience,
            waiting: None,
            farewell: None,
            thrown_away: 0,
        }
    }

    /// What became of a write; gives up where it has waited too long.
    fn written(
        &mut self,
        outcome: Poll<io::Result<usize>>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<usize>> {
        if outcome.is_ready() {
            self.waiting = None;
            return outcome;
        }
        let patience = self.write_patience;
        let waiting = self
            .waiting
            .get_or_insert_with(|| Box::pin(sleep(patience)));
        ready!(waiting.as_mut().poll(context));
        Poll::Ready(Err(io::Error::from(io::ErrorKind::TimedOut)))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(context, buffer)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.inner).poll_write(context, bytes);
        self.written(outcome, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.inner).poll_write_vectored(context, slices);
        self.written(outcome, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.farewell.is_none() {
            ready!(Pin::new(&mut this.inner).poll_shutdown(context))?;
        }
        let farewell = this
            .farewell
            .get_or_insert_with(|| Box::pin(tokio::time::sleep_until(Instant::now() + FAREWELL)));
        if farewell.as_mut().poll(context).is_ready() {
            return Poll::Ready(Ok(()));
        }
        let mut bytes = [0_u8; 8 * 1024];
        while this.thrown_away < FAREWELL_BYTES {
            let mut buffer = ReadBuf::new(&mut bytes);
            // A failed read is an end like any other.
            let read = ready!(Pin::new(&mut this.inner).poll_read(context, &mut buffer));
            let count = buffer.filled().len();
            if read.is_err() || count == 0 {
                break;
            }
            this.thrown_away += count;
        }
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::VecDeque;
    use std::task::Waker;

    /// A body whose pieces are laid out beforehand; zero is a wait.
    struct Laid(VecDeque<usize>);

    impl HttpBody for Laid {
        type Data = Bytes;
        type Error = io::Error;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _context: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
            match self.0.pop_front() {
                None => Poll::Ready(None),
                Some(0) => Poll::Pending,
                Some(length) => Poll::Ready(Some(Ok(Frame::data(Bytes::from(vec![b'x'; length]))))),
            }
        }
    }

    fn paced(window: Duration, pieces: &[usize]) -> Paced {
        Paced {
            inner: Body::new(Laid(pieces.iter().copied().collect())),
            pace: Pace { window, bytes: 100 },
            window: None,
            received: 0,
            given_up: Arc::default(),
        }
    }

    fn poll(body: &mut Paced) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(body).poll_frame(&mut Context::from_waker(Waker::noop()))
    }

    #[tokio::test]
    async fn a_body_that_moves_gets_a_new_window() {
        let mut body = paced(Duration::from_hours(1), &[0, 60, 60, 0, 30, 0]);
        assert!(poll(&mut body).is_pending());
        let first = body.window.as_ref().unwrap().deadline();
        assert!(poll(&mut body).is_ready());
        assert_eq!(body.window.as_ref().unwrap().deadline(), first);
        assert!(poll(&mut body).is_ready(), "120 bytes by now");
        assert!(body.window.is_none());
        assert!(poll(&mut body).is_pending());
        let second = body.window.as_ref().unwrap().deadline();
        assert!(second > first);
        // Thirty are not enough for another.
        assert!(poll(&mut body).is_ready());
        assert!(poll(&mut body).is_pending());
        assert_eq!(body.window.as_ref().unwrap().deadline(), second);
        assert!(matches!(poll(&mut body), Poll::Ready(None)));
        assert!(!body.given_up.load(Ordering::Relaxed));
    }

    #[tokio::test]
    async fn a_body_that_stands_still_is_given_up() {
        let mut body = paced(Duration::ZERO, &[60, 0, 0, 0]);
        assert!(matches!(poll(&mut body), Poll::Ready(Some(Ok(_)))));
        let end = std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await;
        assert!(matches!(end, Some(Err(_))));
        assert!(body.given_up.load(Ordering::Relaxed));
    }
}
