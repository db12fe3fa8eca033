"""The room's routes."""

from fastapi import APIRouter

router = APIRouter()
